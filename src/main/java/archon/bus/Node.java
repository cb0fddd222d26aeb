package archon.bus;

import archon.bus.event.EventLimits;
import archon.bus.event.StoredEvent;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.plugin.JournalDeletion;
import archon.bus.journal.plugin.TopicPreparation;
import archon.bus.read.HistoryQuery;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.replay.EventList;
import archon.bus.replay.ReplayControl;
import archon.bus.replay.ReplaySource;
import archon.bus.subscription.SubscriptionPorts;
import archon.bus.subscription.Subscriptions;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PekkoDefaults;
import archon.bus.topic.PersistencePlugins;
import archon.bus.topic.TopicStorage;
import archon.bus.topic.Topics;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The rooms of one bus, wired together: what all handles on the same directory share. Safe from any
 * thread.
 */
final class Node {
  /** Ample: marking events as deleted takes one sync, unlinking a large file some seconds. */
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(5);

  private final BusSettings settings;
  private final Journal journal;
  private final ActorSystem<?> system;
  private final boolean ownsSystem;
  private final ReadSide reads;
  private final Executor blockingReads;
  private final Topics topics;
  private final ExecutorService callbacks;
  private final Subscriptions subscriptions;
  private final ServedHttp http;
  private final CompletableFuture<Done> partsStopped = new CompletableFuture<>();
  private final CompletableFuture<Done> stopped = new CompletableFuture<>();

  private Node(Journal journal, BusSettings settings, ActorSystem<?> system, boolean ownsSystem) {
    this.settings = settings;
    this.journal = journal;
    this.system = system;
    this.ownsSystem = ownsSystem;
    this.reads = JournalReadSide.create(journal.reader(), settings.history(), settings.replay());
    this.blockingReads =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("archon.bus.dispatchers.reads"));
    this.topics =
        Topics.create(
            system,
            settings.topic(),
            PersistencePlugins.STANDARD,
            storage(journal, settings, system));
    this.callbacks = Executors.newCachedThreadPool(new CallbackThreads());
    this.subscriptions =
        Subscriptions.create(
            system,
            settings.subscription(),
            new SubscriptionPorts(
                (selected, subscriber) -> topics.register(selected, subscriber)::cancel,
                reads,
                new FilePositions(journal.directory()),
                blockingReads,
                callbacks));
    this.http = ServedHttp.start(this);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(), "close-archon-bus", this::stopParts);
  }

  private static TopicStorage storage(
      Journal journal, BusSettings settings, ActorSystem<?> system) {
    var classic = Adapter.toClassic(system);
    PersistencePlugins plugins = PersistencePlugins.STANDARD;
    JournalDeletion deletion =
        JournalDeletion.in(classic, plugins.journalId(), plugins.config(), DELETION_TIMEOUT);
    return new JournalTopicStorage(
        TopicPreparation.create(classic, journal, deletion, settings.recovery()));
  }

  static Node start(Journal journal, BusSettings settings, Config config) {
    Config own = PekkoDefaults.overrides().withFallback(directoryOf(journal)).withFallback(config);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "archon-bus", own);
    try {
      return new Node(journal, settings, system, true);
    } catch (RuntimeException failure) {
      system.terminate();
      throw failure;
    }
  }

  static Node start(Journal journal, BusSettings settings, ActorSystem<?> system) {
    return new Node(journal, settings, system, false);
  }

  /**
   * The plugins' own keys too: their values were taken over from the first one when the
   * configuration was resolved.
   */
  private static Config directoryOf(Journal journal) {
    String directory = journal.directory().toString();
    return ConfigFactory.parseMap(
        Map.of(
            EventsDirectory.KEY,
            directory,
            "archon.bus.journal.events-dir",
            directory,
            "archon.bus.snapshot-store.events-dir",
            directory));
  }

  Path eventsDir() {
    return journal.directory();
  }

  ActorSystem<?> system() {
    return system;
  }

  EventLimits limits() {
    return settings.limits();
  }

  /** Enough to keep the next batches full while one is written. */
  int publisherWindow() {
    return Math.min(settings.topic().maxPendingEvents(), 4 * settings.topic().maxBatchEvents());
  }

  Topics topics() {
    return topics;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Runs what blocks on files. */
  <T> CompletionStage<T> read(Function<ReadSide, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(reads), blockingReads);
  }

  JournalReader files() {
    return journal.reader();
  }

  BusSettings settings() {
    return settings;
  }

  ServedHttp http() {
    return http;
  }

  Source<StoredEvent, NotUsed> history(HistoryQuery query) {
    return ReplaySource.unpaced(() -> reads.history(query), blockingReads);
  }

  CompletionStage<List<StoredEvent>> historyList(HistoryQuery query) {
    return EventList.read(() -> reads.history(query), blockingReads);
  }

  Source<StoredEvent, ReplayControl> replay(ReplayQuery query, double speed) {
    return ReplaySource.create(reads, query, speed, blockingReads);
  }

  Executor callbacks() {
    return callbacks;
  }

  CompletionStage<List<String>> topicNames() {
    return read(ReadSide::topics);
  }

  CompletionStage<ClearResult> clear(ClearRequest request) {
    return topicNames()
        .thenCompose(
            names ->
                ClearRun.of(
                    names.stream().filter(request.topics()::matches).toList(),
                    topic -> topics.clear(topic, request.limit()),
                    system));
  }

  /** Stops everything, and the actor system if it is ours. Idempotent. */
  CompletionStage<Done> stop() {
    stopParts()
        .thenCompose(
            done -> ownsSystem ? terminateSystem() : CompletableFuture.completedStage(done))
        .thenAccept(stopped::complete);
    return stopped;
  }

  private CompletionStage<Done> terminateSystem() {
    system.terminate();
    return system.getWhenTerminated();
  }

  /**
   * In the order in which they need one another; a part that fails to stop does not keep the next
   * from it.
   */
  private CompletionStage<Done> stopParts() {
    http.close()
        .handle((done, failure) -> subscriptions.close())
        .thenCompose(ended -> ended)
        .handle((done, failure) -> topics.close())
        .thenCompose(topicsClosed -> topicsClosed)
        .handleAsync((done, failure) -> closeJournal(), callbacks)
        .thenAccept(partsStopped::complete);
    return partsStopped;
  }

  private Done closeJournal() {
    callbacks.shutdown();
    journal.close();
    return Done.getInstance();
  }

  private static final class CallbackThreads implements java.util.concurrent.ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "archon-bus-callback-" + count.incrementAndGet());
      thread.setDaemon(true); // a callback that never returns must not keep a program from ending
      return thread;
    }
  }
}
