package archon.bus.member;

import archon.bus.event.EventLimits;
import archon.bus.event.StoredEvent;
import archon.bus.guest.Guest;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.read.HistoryQuery;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.replay.EventList;
import archon.bus.replay.ReplayControl;
import archon.bus.replay.ReplaySource;
import archon.bus.settings.BusSettings;
import archon.bus.settings.ConfigProblem;
import archon.bus.subscription.SubscriptionPorts;
import archon.bus.subscription.Subscriptions;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PekkoDefaults;
import archon.bus.topic.TopicWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process at an events directory: what all handles on it share, be it the node or a guest.
 * Safe from any thread.
 */
public final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  private final Path directory;
  private final BusSettings settings;
  private final MemberSystem system;
  private final ReadSide reads = new CurrentReads(() -> role().reads());
  private final Executor blockingReads;
  private final ExecutorService callbacks = Executors.newCachedThreadPool(new CallbackThreads());
  private final Subscriptions subscriptions;
  private volatile Role role; // changed under this, as the next ones
  private @Nullable ServedHttp http;
  private boolean isStopping; // serves no further requests
  private boolean hasLeft; // becomes node no more
  private final @Nullable Succession succession; // null if it was the node from the start
  private final CompletableFuture<Done> isNode = new CompletableFuture<>();
  private final CompletableFuture<Done> partsStopped = new CompletableFuture<>();
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  private Member(
      Path directory, BusSettings settings, MemberSystem system, Election election, Seat seat) {
    this.directory = directory;
    this.settings = settings;
    this.system = system;
    this.blockingReads =
        system
            .actors()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("archon.bus.dispatchers.reads"));
    this.subscriptions =
        Subscriptions.create(
            system.actors(),
            settings.subscription(),
            new SubscriptionPorts(
                (topics, subscriber, afterInterruption) ->
                    role().pushes().register(topics, subscriber, afterInterruption),
                reads,
                new FilePositions(directory, positions -> role().durable(positions), blockingReads),
                blockingReads,
                callbacks));
    // After all that may fail: from here on there is something to be stopped.
    if (seat instanceof Seat.Joined joined) {
      PekkoDefaults.require(
          system.actors().settings().config()); // as the node will, if it comes to that
      ReadSide files =
          JournalReadSide.create(
              JournalReader.of(directory, settings.journal()),
              settings.history(),
              settings.replay());
      Guest guest = new Guest(settings.node(), settings.topic(), files, blockingReads);
      this.role = new GuestRole(guest, files);
      this.succession =
          Succession.begin(
              guest, election, joined, journal -> promote(guest, journal), system.actors());
    } else {
      NodeRole node = node(((Seat.Held) seat).journal(), false);
      this.role = node;
      this.succession = null;
      try {
        serve(node);
      } catch (ConfigProblem problem) {
        node.close(callbacks); // lets the guests go that have come already
        throw problem;
      }
      isNode.complete(Done.getInstance());
    }
    CoordinatedShutdown.get(system.actors())
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(), "close-archon-bus", this::stopParts);
  }

  /**
   * Opens {@code directory} as node if nobody holds it, else as guest. Blocks.
   *
   * @param directory its real path
   */
  static Member open(Path directory, BusSettings settings, MemberSystem.Source source) {
    Election election = new Election(directory, settings);
    // Takes most of the time, in which a node could not serve those who wait for it yet.
    MemberSystem system = source.start(directory);
    Seat seat = null;
    Member member = null;
    try {
      seat = election.first();
      member = new Member(directory, settings, system, election, seat);
      return member;
    } finally {
      if (member == null) {
        if (seat != null) {
          seat.leave();
        }
        system.end();
      }
    }
  }

  private NodeRole node(Journal journal, boolean isTakeover) {
    return NodeRole.start(journal, settings, system.actors(), blockingReads, isTakeover);
  }

  private void promote(Guest guest, Journal journal) {
    NodeRole node = node(journal, true);
    boolean isTaken = false;
    try {
      guest.lookForStored(); // reads files: not while others wait for the lock
      isTaken = take(guest, node);
    } finally {
      if (!isTaken) {
        node.close(callbacks).toCompletableFuture().join();
      }
    }
  }

  /** False if this process has left meanwhile. */
  private synchronized boolean take(Guest guest, NodeRole node) {
    if (hasLeft) {
      return false;
    }
    guest.promote(node.topics(), node.pushes());
    role = node;
    try {
      serve(node);
    } catch (ConfigProblem | LinkageError problem) { // others wait for a node, with HTTP or without
      LOG.error("{} is not served over HTTP: {}", directory, problem.getMessage());
    }
    isNode.complete(Done.getInstance());
    return true;
  }

  private synchronized void serve(NodeRole node) {
    if (!isStopping) {
      http = ServedHttp.start(this, node, settings.http());
    }
  }

  /** Completes once this process holds the directory; never if it is a guest to its end. */
  public CompletionStage<Done> whenNode() {
    return isNode.copy();
  }

  private Role role() {
    return role;
  }

  public Path eventsDir() {
    return directory;
  }

  public ActorSystem<?> system() {
    return system.actors();
  }

  public EventLimits limits() {
    return settings.limits();
  }

  /** Enough to keep the next batches full while one is written. */
  public int publisherWindow() {
    return Math.min(settings.topic().maxPendingEvents(), 4 * settings.topic().maxBatchEvents());
  }

  public TopicWriter writer() {
    return role.writer();
  }

  public Subscriptions subscriptions() {
    return subscriptions;
  }

  public Source<StoredEvent, NotUsed> history(HistoryQuery query) {
    return ReplaySource.unpaced(() -> reads.history(query), blockingReads);
  }

  public CompletionStage<List<StoredEvent>> historyList(HistoryQuery query) {
    return EventList.read(() -> reads.history(query), blockingReads);
  }

  public Source<StoredEvent, ReplayControl> replay(ReplayQuery query, double speed) {
    return ReplaySource.create(reads, query, speed, blockingReads);
  }

  public Executor callbacks() {
    return callbacks;
  }

  /** Asks what blocks on files. */
  <T> CompletionStage<T> read(Function<ReadSide, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(reads), blockingReads);
  }

  public CompletionStage<List<String>> topicNames() {
    return read(ReadSide::topics);
  }

  public CompletionStage<ClearResult> clear(ClearRequest request) {
    return topicNames()
        .thenCompose(
            names ->
                ClearRun.of(
                    names.stream().filter(request.topics()::matches).toList(),
                    topic -> writer().clear(topic, request.limit()),
                    system.actors()));
  }

  /** Stops everything, and the actor system if it is ours. Idempotent. */
  CompletionStage<Done> stop() {
    stopParts().thenCompose(done -> system.end()).thenAccept(stopped::complete);
    return stopped;
  }

  /**
   * In the order in which they need one another; a part that fails to stop does not keep the next
   * from it.
   */
  private CompletionStage<Done> stopParts() {
    closeHttp()
        .handle((done, failure) -> subscriptions.close())
        .thenCompose(subscriptionsClosed -> subscriptionsClosed)
        .handle((done, failure) -> closeGuest())
        .thenCompose(guestClosed -> guestClosed)
        .handle((done, failure) -> closeNode())
        .thenCompose(nodeClosed -> nodeClosed)
        .whenComplete(
            (done, failure) -> {
              callbacks.shutdown();
              partsStopped.complete(Done.getInstance());
            });
    return partsStopped;
  }

  private synchronized CompletionStage<Done> closeHttp() {
    isStopping = true;
    return http == null ? CompletableFuture.completedStage(Done.getInstance()) : http.close();
  }

  /** Waits for the answers to what was published, also where this process becomes the node now. */
  private CompletionStage<?> closeGuest() {
    Succession guests = succession;
    if (guests == null || !(role instanceof GuestRole guest)) {
      return CompletableFuture.completedStage(null);
    }
    return guest
        .guest()
        .close()
        .handleAsync((done, failure) -> end(guests), callbacks)
        .thenCompose(ended -> ended);
  }

  private synchronized CompletionStage<Done> end(Succession guests) {
    hasLeft = true;
    return guests.end();
  }

  private CompletionStage<?> closeNode() {
    return role instanceof NodeRole node
        ? node.close(callbacks)
        : CompletableFuture.completedStage(null);
  }

  private static final class CallbackThreads implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "archon-bus-callback-" + count.incrementAndGet());
      thread.setDaemon(true); // a callback that never returns must not keep a program from ending
      return thread;
    }
  }
}
