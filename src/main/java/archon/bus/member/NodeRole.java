package archon.bus.member;

import archon.bus.guest.GuestDesk;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalReader;
import archon.bus.journal.plugin.JournalDeletion;
import archon.bus.journal.plugin.TopicPreparation;
import archon.bus.link.FrameWriter;
import archon.bus.link.LinkServer;
import archon.bus.link.NodeGreeting;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.settings.BusSettings;
import archon.bus.settings.ConfigProblem;
import archon.bus.subscription.Pushes;
import archon.bus.subscription.SubscriptionPositions;
import archon.bus.topic.PersistencePlugins;
import archon.bus.topic.TopicSettings;
import archon.bus.topic.TopicStorage;
import archon.bus.topic.TopicWriter;
import archon.bus.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the directory, writes its topics, and serves the guests. */
final class NodeRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

  /** Ample: marking events as deleted takes one sync, unlinking a large file some seconds. */
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Journal journal;
  private final ReadSide reads;
  private final Topics topics;
  private final Announcement announcement;
  private final @Nullable LinkServer guests; // null if none are let in
  private final Executor blocking;

  private NodeRole(
      Journal journal,
      ReadSide reads,
      Topics topics,
      Announcement announcement,
      @Nullable LinkServer guests,
      Executor blocking) {
    this.blocking = blocking;
    this.journal = journal;
    this.announcement = announcement;
    this.reads = reads;
    this.topics = topics;
    this.guests = guests;
  }

  /**
   * Starts inside {@code system}. Closes the journal if it fails.
   *
   * @param blocking runs what blocks on files
   * @param isTakeover whether others wait for it: then any port will do for them, who find it in
   *     the directory
   * @throws ConfigProblem if the port is taken, unless it takes over
   */
  static NodeRole start(
      Journal journal,
      BusSettings settings,
      ActorSystem<?> system,
      Executor blocking,
      boolean isTakeover) {
    NodeRole started = null;
    Topics topics = null;
    try {
      ReadSide reads =
          JournalReadSide.create(journal.reader(), settings.history(), settings.replay());
      topics =
          Topics.create(
              system,
              settings.topic(),
              PersistencePlugins.STANDARD,
              storage(journal, settings, system));
      GuestDesk desk =
          new GuestDesk(new GuestDesk.Node(topics, reads, settings.limits(), blocking));
      Announcement announcement = new Announcement(journal, later(system, blocking));
      LinkServer guests =
          settings.node().listen() ? listen(announcement, settings, desk, isTakeover) : null;
      started = new NodeRole(journal, reads, topics, announcement, guests, blocking);
      return started;
    } finally {
      if (started == null) {
        if (topics != null) {
          topics.close(); // none is open: only its actor stops
        }
        journal.close();
      }
    }
  }

  private static Consumer<Runnable> later(ActorSystem<?> system, Executor blocking) {
    return task ->
        system
            .scheduler()
            .scheduleOnce(RETRY_AFTER, () -> blocking.execute(task), system.executionContext());
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

  private static LinkServer listen(
      Announcement announcement, BusSettings settings, GuestDesk desk, boolean isTakeover) {
    int port = settings.node().port();
    try {
      return isTakeover && port != 0
          ? listenThereOrElsewhere(announcement, settings, desk)
          : listen(announcement, settings, desk, port);
    } catch (IOException e) {
      throw new ConfigProblem(
          "archon.bus.node.port: expected port %d of 127.0.0.1 to be free but %s; state another one, or 0 for any"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  private static LinkServer listenThereOrElsewhere(
      Announcement announcement, BusSettings settings, GuestDesk desk) throws IOException {
    int port = settings.node().port();
    try {
      return listen(announcement, settings, desk, port);
    } catch (IOException e) {
      LOG.warn("archon.bus.node.port: {} is not free, guests are served at another", port);
      return listen(announcement, settings, desk, 0);
    }
  }

  private static LinkServer listen(
      Announcement announcement, BusSettings settings, GuestDesk desk, int port)
      throws IOException {
    TopicSettings topic = settings.topic();
    int maxFrameBytes =
        FrameWriter.maxFrameBytes(
            settings.limits().maxEventBytes(), topic.maxBatchBytes(), topic.maxBatchEvents());
    NodeGreeting greeting = new NodeGreeting(BusVersion.TEXT, maxFrameBytes);
    LinkServer server =
        LinkServer.listen(
            port, settings.node().maxGuests(), announcement.secrets(), greeting, desk);
    announcement.link(server.port());
    return server;
  }

  @Override
  public TopicWriter writer() {
    return topics;
  }

  Topics topics() {
    return topics;
  }

  JournalReader files() {
    return journal.reader();
  }

  /** Where and with what secrets others find it. */
  Announcement announcement() {
    return announcement;
  }

  @Override
  public Pushes pushes() {
    return (selected, subscriber, afterInterruption) ->
        topics.register(selected::matches, subscriber);
  }

  @Override
  public ReadSide reads() {
    return reads;
  }

  /**
   * The node's readers stop where its writers have synced; only of a topic it has not written to
   * yet, a node before it that was killed may have left what nobody has synced.
   */
  @Override
  public CompletionStage<SubscriptionPositions> durable(SubscriptionPositions positions) {
    return CompletableFuture.supplyAsync(
        () -> {
          positions.positions().keySet().forEach(this::sync);
          return positions;
        },
        blocking);
  }

  private void sync(String topic) {
    try {
      reads.sync(topic);
    } catch (JournalException failure) { // one bad topic must not keep the others' positions back
      LOG.warn("topic [{}]: cannot be synced: {}", topic, failure.toString());
    }
  }

  /**
   * Stores and answers what was accepted, also from guests, and lets the directory go. In the order
   * in which the parts need one another; one that fails to stop does not keep the next from it.
   *
   * @param ending runs what blocks
   */
  CompletionStage<Void> close(Executor ending) {
    announcement.end();
    if (guests != null) {
      guests.sayGoodbye();
    }
    return topics.close().handleAsync((done, failure) -> release(), ending);
  }

  private @Nullable Void release() {
    try {
      if (guests != null) {
        guests.close();
      }
    } finally {
      journal.close();
    }
    return null;
  }
}
