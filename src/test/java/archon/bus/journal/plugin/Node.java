package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.event.TopicFact;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * An actor system over an events directory, as long as a test needs one; stopping it is a clean
 * stop of the journal.
 */
final class Node implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ActorTestKit kit;

  private Node(ActorTestKit kit) {
    this.kit = kit;
  }

  static Node in(Path directory, String... settings) {
    return new Node(ActorTestKit.create("node", config(directory, settings)));
  }

  static Config config(Path directory, String... settings) {
    return ConfigFactory.parseString(String.join("\n", settings))
        .withFallback(ConfigFactory.parseMap(Map.of("archon.bus.events-dir", directory.toString())))
        .withFallback(
            ConfigFactory.parseString(
                """
                archon.bus.topic.idempotence-horizon = 100
                pekko.loglevel = INFO
                pekko.persistence.journal.plugin = archon.bus.journal
                pekko.persistence.snapshot-store.plugin = archon.bus.snapshot-store
                pekko.actor.serializers.slow = "archon.bus.journal.plugin.SlowToRead$Serializer"
                pekko.actor.serialization-bindings {
                  "archon.bus.journal.plugin.SlowToRead" = slow
                  "archon.bus.journal.plugin.Noted" = jackson-json
                  "archon.bus.journal.plugin.Notebook$Notes" = jackson-json
                }
                """))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  ActorTestKit kit() {
    return kit;
  }

  org.apache.pekko.actor.ActorSystem classicSystem() {
    return Adapter.toClassic(kit.system());
  }

  // ---- persistent actors

  org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook(String persistenceId) {
    return kit.spawn(Notebook.create(persistenceId));
  }

  void note(org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook, Object... events) {
    TestProbe<Done> probe = kit.createTestProbe();
    notebook.tell(new Notebook.Note(Arrays.asList(events), probe.ref()));
    probe.receiveMessage(PATIENCE);
  }

  List<String> read(org.apache.pekko.actor.typed.ActorRef<Notebook.Command> notebook) {
    TestProbe<List<String>> probe = kit.createTestProbe();
    notebook.tell(new Notebook.Read(probe.ref()));
    return probe.receiveMessage(PATIENCE);
  }

  // ---- the journal, told what Pekko tells it

  ActorRef journal() {
    return Persistence.get(classicSystem()).journalFor("", ConfigFactory.empty());
  }

  ActorRef snapshotStore() {
    return Persistence.get(classicSystem()).snapshotStoreFor("", ConfigFactory.empty());
  }

  /** The journal's answers to the events of some atomic writes, without its answer to the whole. */
  List<Object> write(AtomicWrite... writes) {
    return write(journal(), writes);
  }

  List<Object> write(ActorRef journal, AtomicWrite... writes) {
    TestProbe<Object> probe = kit.createTestProbe();
    List<PersistentEnvelope> messages = List.of(writes);
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.asScala(messages).toList(), Adapter.toClassic(probe.ref()), 1),
        ActorRef.noSender());
    probe.receiveMessage(PATIENCE);
    List<Object> answers = new ArrayList<>();
    for (AtomicWrite write : writes) {
      for (int i = 0; i < write.size(); i++) {
        answers.add(probe.receiveMessage(PATIENCE));
      }
    }
    return answers;
  }

  Replayed replay(String persistenceId, long from, long to, long max) {
    TestProbe<Object> probe = kit.createTestProbe();
    journal()
        .tell(
            new JournalProtocol.ReplayMessages(
                from, to, max, persistenceId, Adapter.toClassic(probe.ref())),
            ActorRef.noSender());
    List<PersistentRepr> events = new ArrayList<>();
    Object answer = probe.receiveMessage(PATIENCE);
    while (answer instanceof JournalProtocol.ReplayedMessage replayed) {
      events.add(replayed.persistent());
      answer = probe.receiveMessage(PATIENCE);
    }
    return new Replayed(events, answer);
  }

  Replayed replayAll(String persistenceId) {
    return replay(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Object delete(String persistenceId, long to) {
    TestProbe<Object> probe = kit.createTestProbe();
    journal()
        .tell(
            new JournalProtocol.DeleteMessagesTo(persistenceId, to, Adapter.toClassic(probe.ref())),
            ActorRef.noSender());
    return probe.receiveMessage(PATIENCE);
  }

  /** The snapshot store's answer to a message as a persistent actor sends it. */
  Object askSnapshotStore(Object message) {
    TestProbe<Object> probe = kit.createTestProbe();
    snapshotStore().tell(message, Adapter.toClassic(probe.ref()));
    return probe.receiveMessage(PATIENCE);
  }

  SnapshotMetadata save(String persistenceId, long sequenceNr, Object snapshot) {
    Object answer =
        askSnapshotStore(
            new SnapshotProtocol.SaveSnapshot(
                new SnapshotMetadata(persistenceId, sequenceNr, 0), snapshot));
    return ((SaveSnapshotSuccess) answer).metadata();
  }

  /** The snapshot loaded, empty if there is none. */
  Optional<SelectedSnapshot> load(String persistenceId, SnapshotSelectionCriteria criteria) {
    Object answer =
        askSnapshotStore(
            new SnapshotProtocol.LoadSnapshot(persistenceId, criteria, Long.MAX_VALUE));
    return OptionConverters.toJava(((SnapshotProtocol.LoadSnapshotResult) answer).snapshot());
  }

  Optional<Object> loadLatest(String persistenceId) {
    return load(persistenceId, SnapshotSelectionCriteria.latest()).map(SelectedSnapshot::snapshot);
  }

  // ---- the read journal

  JsonlReadJournal readJournal() {
    return PersistenceQuery.get(kit.system())
        .getReadJournalFor(JsonlReadJournal.class, JsonlReadJournal.IDENTIFIER);
  }

  /** All that a query finds that ends by itself. */
  <T> List<T> all(Source<T, NotUsed> query) {
    return query
        .runWith(Sink.seq(), kit.system())
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** A query of which a test takes one thing after another. */
  <T> Running<T> run(Source<T, NotUsed> query) {
    return new Running<>(
        query.runWith(Sink.<T>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), kit.system()));
  }

  /** A query under way, with a consumer that asks for one thing ahead. */
  record Running<T>(SinkQueueWithCancel<T> queue) {
    T next() {
      return end().orElseThrow();
    }

    /** The next thing, empty if the query has ended. */
    Optional<T> end() {
      return queue
          .pull()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
  }

  /**
   * @param end what came after the events: RecoverySuccess or ReplayMessagesFailure
   */
  record Replayed(List<PersistentRepr> events, Object end) {
    long highest() {
      return ((JournalProtocol.RecoverySuccess) end).highestSequenceNr();
    }

    List<Long> sequenceNrs() {
      return events.stream().map(PersistentRepr::sequenceNr).toList();
    }

    List<Object> payloads() {
      return events.stream().map(PersistentRepr::payload).toList();
    }
  }

  // ---- events to write

  static PersistentRepr event(String persistenceId, long sequenceNr, Object payload) {
    return PersistentRepr.apply(
        payload, sequenceNr, persistenceId, "", false, ActorRef.noSender(), "w");
  }

  static AtomicWrite single(String persistenceId, long sequenceNr, Object payload) {
    return AtomicWrite.apply(event(persistenceId, sequenceNr, payload));
  }

  static AtomicWrite atomic(String persistenceId, long firstSequenceNr, Object... payloads) {
    List<PersistentRepr> events =
        LongStream.range(0, payloads.length)
            .mapToObj(i -> event(persistenceId, firstSequenceNr + i, payloads[(int) i]))
            .toList();
    return AtomicWrite.apply(CollectionConverters.asScala(events).toList());
  }

  /** A fact of {@code count} new events. */
  static TopicFact fact(String topic, long firstSeq, int count) {
    List<EncodedEvent> events =
        LongStream.range(firstSeq, firstSeq + count)
            .mapToObj(seq -> Event.create(topic, Map.of("n", seq), "fenrir"))
            .map(event -> EncodedEvent.forPublish(event, EventLimits.DEFAULT))
            .toList();
    return TopicFact.of(firstSeq, events);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
