package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.atomic;
import static archon.bus.journal.plugin.Node.event;
import static archon.bus.journal.plugin.Node.fact;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import archon.bus.event.Event;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import archon.bus.journal.Damage;
import archon.bus.journal.DamagedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonlReadJournalTest {
  private static final long ALL = Long.MAX_VALUE;
  private static final String TOPIC_ID = TopicPersistenceId.of("orders");

  @TempDir Path temporary;
  private Path directory;
  private Node node;

  @BeforeEach
  void start() {
    directory = temporary.resolve("events");
    node =
        Node.in(
            directory,
            """
            archon.bus.read-journal.max-buffer-events = 3
            archon.bus.journal.segment-bytes = 4KiB
            archon.bus.journal {
              event-adapters.parcels = "archon.bus.journal.plugin.Parcel$Adapter"
              event-adapter-bindings."archon.bus.journal.plugin.Parcel" = parcels
            }
            pekko.actor {
              serializers.glance = "archon.bus.journal.plugin.Glance$Serializer"
              serialization-bindings {
                "archon.bus.journal.plugin.Glance" = glance
                "archon.bus.journal.plugin.Parcel" = jackson-json
              }
            }
            """);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  // ---- events

  @Test
  void givesEveryEventWithAllThatBelongsToIt() {
    node.write(
        AtomicWrite.apply(
            event("p", 1, "a").withTimestamp(1_776_340_800_123L).withMetadata(new Noted("m", 7))),
        single("p", 2, new Noted("b", 2)));

    List<EventEnvelope> found = node.all(currentEvents("p", 0, ALL));

    assertThat(found).extracting(EventEnvelope::event).containsExactly("a", new Noted("b", 2));
    assertThat(found).extracting(EventEnvelope::persistenceId).containsOnly("p");
    assertThat(found).extracting(EventEnvelope::sequenceNr).containsExactly(1L, 2L);
    assertThat(found)
        .extracting(EventEnvelope::offset)
        .containsExactly(Offset.sequence(1), Offset.sequence(2));
    assertThat(found.get(0).timestamp()).isEqualTo(1_776_340_800_123L);
    assertThat(found.get(0).getEventMetaData()).contains(new Noted("m", 7));
    assertThat(found.get(1).getEventMetaData()).isEmpty();
  }

  @Test
  void keepsTheBoundsAsked() {
    writeEvents("p", 1, 10);

    assertThat(numbers(currentEvents("p", 1, ALL))).containsExactlyElementsOf(upTo(10));
    assertThat(numbers(currentEvents("p", 3, 5))).containsExactly(3L, 4L, 5L);
    assertThat(numbers(currentEvents("p", 10, 10))).containsExactly(10L);
    assertThat(numbers(currentEvents("p", 11, ALL))).isEmpty();
    assertThat(numbers(currentEvents("p", 5, 3))).isEmpty();
    assertThat(numbers(currentEvents("unheard of", 1, ALL))).isEmpty();
    assertThat(numbers(events("p", 3, 5))).containsExactly(3L, 4L, 5L);
    assertThat(numbers(events("p", 5, 3))).isEmpty();
  }

  @Test
  void passesOverWhatIsDeletedOrWasRejected() {
    node.write(single("p", 1, "a"), single("p", 2, "b"));
    node.write(single("p", 3, new Object()), single("p", 4, "d"), single("p", 5, "e"));
    node.delete("p", 1);

    assertThat(numbers(currentEvents("p", 1, ALL))).containsExactly(2L, 4L, 5L);
    assertThat(numbers(events("p", 1, 3))).containsExactly(2L);
    node.delete("p", 5);
    assertThat(numbers(events("p", 1, 5))).isEmpty();
  }

  @Test
  void endsACurrentQueryWhereTheLogEndedWhenItBegan() {
    writeEvents("p", 1, 5);
    Node.Running<EventEnvelope> running = node.run(currentEvents("p", 1, ALL));
    assertThat(running.next().sequenceNr()).isEqualTo(1);

    writeEvents("p", 6, 9);

    assertThat(Stream.generate(running::end).takeWhile(Optional::isPresent).count()).isEqualTo(4);
  }

  @Test
  void goesOnWithWhatIsStoredLater() {
    writeEvents("p", 1, 5);
    Node.Running<EventEnvelope> running = node.run(events("p", 2, 8));
    for (long n = 2; n <= 5; n++) {
      assertThat(running.next().sequenceNr()).isEqualTo(n);
    }

    node.write(atomic("p", 6, "x", "y"));
    assertThat(running.next().event()).isEqualTo("x");
    assertThat(running.next().event()).isEqualTo("y");
    writeEvents("p", 8, 9);

    assertThat(running.next().sequenceNr()).isEqualTo(8);
    assertThat(running.end()).isEmpty();
  }

  @Test
  void goesOnWhenItsActorComesIntoBeing() {
    Node.Running<EventEnvelope> entity = node.run(events("not yet", 1, ALL));
    Node.Running<EventEnvelope> topic = node.run(events(TOPIC_ID, 1, ALL));

    node.write(single("not yet", 1, "first"));
    node.write(single(TOPIC_ID, 1, fact("orders", 1, 2)));

    assertThat(entity.next().event()).isEqualTo("first");
    assertThat(((TopicFact) topic.next().event()).events()).hasSize(2);
  }

  @Test
  void goesOnAfterAllWasDeleted() {
    writeEvents("p", 1, 2);
    Node.Running<EventEnvelope> running = node.run(events("p", 1, ALL));
    running.next();
    running.next();

    node.delete("p", 2);
    writeEvents("p", 3, 3);

    assertThat(running.next().sequenceNr()).isEqualTo(3);
  }

  @Test
  void goesOnThroughTheSegmentsOfALog() throws IOException {
    Node.Running<EventEnvelope> running = node.run(events("p", 1, ALL));
    Path segments = directory.resolve(".archon-bus").resolve("persistence").resolve("p");

    writeEvents("p", 1, 100);

    assertThat(segments).isNotEmptyDirectory();
    for (long n = 1; n <= 100; n++) {
      assertThat(running.next().sequenceNr()).isEqualTo(n);
    }
    assertThat(numbers(currentEvents("p", 1, ALL))).containsExactlyElementsOf(upTo(100));
    assertThat(numbers(currentEvents("p", 42, 77))).hasSize(36).startsWith(42L);
    assertThat(node.all(node.readJournal().currentPersistenceIds())).containsExactly("p");
  }

  @Test
  void showsAnActorsEventsInOrderWhileItWrites() {
    Node.Running<EventEnvelope> running = node.run(events("notebook|1", 1, 200));
    var notebook = node.notebook("notebook|1");

    IntStream.rangeClosed(1, 200).forEach(n -> node.note(notebook, "note " + n));

    for (int n = 1; n <= 200; n++) {
      assertThat(running.next().event()).isEqualTo("note " + n);
    }
    assertThat(running.end()).isEmpty();
  }

  // ---- topics

  @Test
  void givesATopicsFactsWithTheirEvents() throws IOException {
    Event old = Event.create("orders", Map.of("n", 1), "ezra");
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("orders.jsonl"), old.toJson() + "\n");
    TopicFact second = fact("orders", 2, 3);
    node.write(single(TOPIC_ID, 2, second));

    List<EventEnvelope> found = node.all(currentEvents(TOPIC_ID, 1, ALL));

    TopicFact adopted = (TopicFact) found.get(0).event();
    assertThat(adopted.events().get(0).event()).isEqualTo(old);
    assertThat(found.get(0).timestamp()).isEqualTo(old.timestamp().toEpochMilli());
    TopicFact read = (TopicFact) found.get(1).event();
    assertThat(read.firstSeq()).isEqualTo(2);
    assertThat(read.digests()).isEqualTo(second.digests());
    assertThat(read.events())
        .extracting(event -> event.event())
        .containsExactlyElementsOf(second.events().stream().map(event -> event.event()).toList());
    assertThat(found).extracting(EventEnvelope::sequenceNr).containsExactly(1L, 2L);
    assertThat(numbers(currentEvents(TOPIC_ID, 2, 2))).containsExactly(2L);
  }

  // ---- event adapters

  @Test
  void letsTheJournalsEventAdaptersReadWhatTheyWrote() {
    node.write(single("p", 1, new Parcel(0)), single("p", 2, new Parcel(2)), single("p", 3, "x"));

    List<EventEnvelope> found = node.all(currentEvents("p", 1, ALL));

    assertThat(found)
        .extracting(EventEnvelope::event)
        .containsExactly("parcel-1 piece 1", "parcel-1 piece 2", "x");
    assertThat(found).extracting(EventEnvelope::sequenceNr).containsExactly(2L, 2L, 3L);
    assertThat(node.replayAll("p").payloads())
        .containsExactly("parcel-1 piece 1", "parcel-1 piece 2", "x");
  }

  // ---- bounds, failures, ends

  @Test
  void readsNoFurtherAheadThanConfigured() {
    node.write(
        IntStream.rangeClosed(1, 40)
            .mapToObj(n -> single("p", n, new Glance(n)))
            .toArray(AtomicWrite[]::new));
    int before = Glance.Serializer.READ.get();
    Node.Running<EventEnvelope> running = node.run(events("p", 1, ALL));

    assertThat(running.next().event()).isEqualTo(new Glance(1));
    await()
        .during(Duration.ofMillis(200))
        .untilAsserted(
            () -> assertThat(Glance.Serializer.READ.get() - before).isLessThanOrEqualTo(6));
    for (int n = 2; n <= 40; n++) {
      assertThat(running.next().event()).isEqualTo(new Glance(n));
    }
  }

  @Test
  void emitsWhatStandsBeforeDamageAndThenFailsWithItsPlace() throws IOException {
    writeEvents("p", 1, 5);
    Path file = directory.resolve(".archon-bus").resolve("persistence").resolve("p.jsonl");
    damageLine(file, 3);

    for (Source<EventEnvelope, NotUsed> query :
        List.of(currentEvents("p", 1, ALL), events("p", 1, ALL))) {
      Node.Running<EventEnvelope> running = node.run(query);
      assertThat(running.next().sequenceNr()).isEqualTo(1);
      assertThat(running.next().sequenceNr()).isEqualTo(2);
      assertThatThrownBy(running::next).hasCauseInstanceOf(DamagedLine.class);
    }
  }

  @Test
  void readsWhatStandsBehindDamageOnRequest() throws IOException {
    writeEvents("p", 1, 5);
    for (int n = 1; n <= 5; n++) {
      node.write(single(TOPIC_ID, n, fact("orders", 2L * n - 1, 2)));
    }
    damageLine(directory.resolve(".archon-bus").resolve("persistence").resolve("p.jsonl"), 3);
    damageLine(directory.resolve("orders.jsonl"), 5);

    assertThat(numbers(currentEvents("p", 4, ALL))).containsExactly(4L, 5L);
    assertThat(node.replay("p", 4, ALL, ALL).sequenceNrs()).containsExactly(4L, 5L);
    assertThat(numbers(currentEvents(TOPIC_ID, 5, ALL))).containsExactly(5L);
    for (long from : List.of(1L, 3L)) {
      assertThatThrownBy(() -> numbers(currentEvents("p", from, ALL)))
          .hasCauseInstanceOf(DamagedLine.class);
      assertThatThrownBy(() -> numbers(currentEvents(TOPIC_ID, from, ALL)))
          .hasCauseInstanceOf(DamagedLine.class);
    }
  }

  @Test
  void releasesTheFileWhenCancelled() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "open files can be told here");
    writeEvents("p", 1, 9);
    long before = openFiles();
    Node.Running<EventEnvelope> reading = node.run(events("p", 1, ALL));
    Node.Running<EventEnvelope> waiting = node.run(events("p", 9, ALL));
    reading.next();
    waiting.next();
    assertThat(openFiles()).isEqualTo(before + 2);

    reading.queue().cancel();
    waiting.queue().cancel();

    await().until(() -> openFiles() == before);
  }

  @Test
  void offersTheSameToScala() {
    writeEvents("p", 1, 2);
    JsonlScalaReadJournal scala =
        PersistenceQuery.get(node.kit().system()).readJournalFor(JsonlReadJournal.IDENTIFIER);

    assertThat(numbers(scala.currentEventsByPersistenceId("p", 1, ALL).asJava()))
        .containsExactly(1L, 2L);
    assertThat(numbers(scala.eventsByPersistenceId("p", 1, 2).asJava())).containsExactly(1L, 2L);
    assertThat(node.all(scala.currentPersistenceIds().asJava())).containsExactly("p");
    assertThat(node.run(scala.persistenceIds().asJava()).next()).isEqualTo("p");
  }

  @Test
  void failsWithTheReasonWhenTheDirectoryCannotBeOpened() {
    try (Node lost = Node.in(Path.of(""))) {
      assertThatThrownBy(() -> lost.all(lost.readJournal().currentPersistenceIds()))
          .hasCauseInstanceOf(PluginMisconfigured.class)
          .hasMessageContaining("archon.bus.events-dir");
    }
  }

  private Source<EventEnvelope, NotUsed> currentEvents(String persistenceId, long from, long to) {
    return node.readJournal().currentEventsByPersistenceId(persistenceId, from, to);
  }

  private Source<EventEnvelope, NotUsed> events(String persistenceId, long from, long to) {
    return node.readJournal().eventsByPersistenceId(persistenceId, from, to);
  }

  private List<Long> numbers(Source<EventEnvelope, NotUsed> query) {
    return node.all(query).stream().map(EventEnvelope::sequenceNr).toList();
  }

  private static List<Long> upTo(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(n -> (long) n).toList();
  }

  private void writeEvents(String persistenceId, int from, int to) {
    for (int n = from; n <= to; n++) {
      node.write(single(persistenceId, n, "event " + n));
    }
  }

  private static void damageLine(Path file, int number) throws IOException {
    long before =
        Files.readAllLines(file).stream()
            .limit(number - 1)
            .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1)
            .sum();
    Damage.flipBit(file, before + 10);
  }

  private long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(this::isLines).count();
    }
  }

  private boolean isLines(Path descriptor) {
    try {
      Path target = Files.readSymbolicLink(descriptor);
      return target.startsWith(directory) && target.toString().endsWith(".jsonl");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
