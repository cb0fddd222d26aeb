package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.fact;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import archon.bus.event.TopicSnapshot;
import archon.bus.journal.Damage;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicPreparationTest {
  private static final String TOPIC = "orders";
  private static final String ID = TopicPersistenceId.of(TOPIC);
  private static final int HORIZON = 10;
  private static final int MAX_REPLAYED = 6;

  @TempDir Path temporary;
  private Path directory;
  private Node node;
  private Journal journal;
  private TopicPreparation preparation;
  private final List<EventDigest> written = new ArrayList<>();

  @BeforeEach
  void start() {
    directory = temporary.resolve("events");
    startWith();
  }

  private void startWith(String... settings) {
    node = Node.in(directory, settings);
    Config section = Node.config(directory, settings).getConfig("archon.bus.journal");
    journal = Journal.open(directory, JournalSettings.from(section));
    preparation =
        TopicPreparation.create(
            node.classicSystem(),
            journal,
            JournalDeletion.in(
                node.classicSystem(),
                "archon.bus.journal",
                ConfigFactory.empty(),
                Duration.ofSeconds(20)),
            new TopicRecoverySettings(MAX_REPLAYED, HORIZON));
  }

  @AfterEach
  void stop() {
    node.close();
    journal.close();
  }

  @Test
  void leavesANewTopicAsItIs() {
    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID)).isEmpty();
    assertThat(node.replayAll(ID).highest()).isZero();
  }

  @Test
  void makesASnapshotOfTheLastLinesWhenThereIsNone() {
    write(1, 5);
    write(2, 5);
    write(3, 5);

    await(preparation.prepare(TOPIC));

    SelectedSnapshot snapshot = node.load(ID, SnapshotSelectionCriteria.latest()).orElseThrow();
    assertThat(snapshot.metadata().sequenceNr()).isEqualTo(3);
    assertThat(snapshot.snapshot()).isEqualTo(new TopicSnapshot(15, written.subList(5, 15)));
  }

  @Test
  void letsATopicReplayNoMoreThanAsked() {
    write(1, 5);
    await(preparation.prepare(TOPIC));

    write(2, 3);
    write(3, 3);
    await(preparation.prepare(TOPIC));
    assertThat(snapshotFact()).as("six events since").isEqualTo(1);

    write(4, 1);
    await(preparation.prepare(TOPIC));
    assertThat(snapshotFact()).as("seven events since").isEqualTo(4);
    assertThat(node.replay(ID, snapshotFact() + 1, Long.MAX_VALUE, Long.MAX_VALUE).events())
        .isEmpty();
  }

  @Test
  void makesASnapshotOfAPredecessorsTopic() throws IOException {
    StringBuilder lines = new StringBuilder();
    TopicFact events = fact(TOPIC, 1, 30);
    events.events().forEach(event -> lines.append(event.event().toJson()).append('\n'));
    Files.writeString(directory.resolve("orders.jsonl"), lines);

    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID))
        .contains(new TopicSnapshot(30, events.digests().subList(20, 30)));
    assertThat(snapshotFact()).isEqualTo(30);
  }

  @Test
  void remembersWhatWasClearedAsFarAsASnapshotTells() {
    write(1, 5);
    await(preparation.prepare(TOPIC));
    write(2, 7);
    await(preparation.deleteTo(TOPIC, 5));

    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
  }

  @Test
  void goesOnAfterTheLastSeqWhenAllIsCleared() {
    write(1, 5);
    write(2, 3);

    assertThat(await(preparation.deleteTo(TOPIC, 8))).isEqualTo(8);
    assertThat(await(preparation.deleteTo(TOPIC, 8))).isZero();
    await(preparation.prepare(TOPIC));

    assertThat(((TopicSnapshot) node.loadLatest(ID).orElseThrow()).lastSeq()).isEqualTo(8);
    assertThat(snapshotFact()).isEqualTo(2);
    write(3, 1);
    assertThat(node.replayAll(ID).sequenceNrs()).containsExactly(3L);
  }

  @Test
  void recoversBehindADeletionInTheMiddleOfAFact() {
    write(1, 5);
    write(2, 7);
    assertThat(await(preparation.deleteTo(TOPIC, 9))).isEqualTo(9);

    await(preparation.release(TOPIC));
    await(preparation.prepare(TOPIC));

    assertThat(await(journal.bounds(LogId.topic(TOPIC)))).isEqualTo(new LogBounds(2, 12, 1, 9));
    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
    assertThat(snapshotFact()).isEqualTo(2);
    write(3, 1);
    assertThat(node.replay(ID, 3, Long.MAX_VALUE, Long.MAX_VALUE).sequenceNrs())
        .containsExactly(3L);
  }

  @Test
  void remembersDeletedEventsOnlyAsFarAsTheHorizon() {
    write(1, 30);

    await(preparation.deleteTo(TOPIC, 20));
    boolean noneNeeded = node.loadLatest(ID).isEmpty();
    await(preparation.deleteTo(TOPIC, 25));

    assertThat(noneNeeded).isTrue();
    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(30, written.subList(20, 30)));
  }

  @Test
  void deletesAlsoWhereNoSnapshotCanBeLeft() throws IOException {
    write(1, 5);
    Files.writeString(directory.resolve(".archon-bus").resolve("snapshots"), "in the way");

    assertThat(await(preparation.deleteTo(TOPIC, 3))).isEqualTo(3);
  }

  @Test
  void replacesADamagedSnapshot() throws IOException {
    write(1, 12);
    await(preparation.prepare(TOPIC));
    try (Stream<Path> files = Files.walk(directory.resolve(".archon-bus").resolve("snapshots"))) {
      Damage.flipBit(files.filter(Files::isRegularFile).findFirst().orElseThrow(), 30);
    }

    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
  }

  @Test
  void refusesATopicThatLostLinesAndStatedFactsButNotItsSnapshot() throws IOException {
    write(1, 12);
    await(preparation.prepare(TOPIC));
    await(preparation.release(TOPIC));
    Files.delete(directory.resolve("orders.jsonl"));
    Files.delete(directory.resolve(".archon-bus").resolve("topics").resolve("orders.stated"));

    assertThatThrownBy(() -> await(preparation.prepare(TOPIC)))
        .hasCauseInstanceOf(SnapshotAhead.class)
        .hasMessageContaining("topic \"orders\"")
        .hasMessageContaining("1-")
        .hasMessageContaining("(fact 1, seq 12) but they end at fact 0, seq 0")
        .hasMessageContaining("put the missing files back");
    assertThat(await(preparation.deleteTo(TOPIC, 99))).as("clears all the same").isZero();
    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
  }

  @Test
  void refusesATopicWhoseSnapshotKnowsAHigherSeqOnly() {
    write(1, 12);
    node.save(ID, 1, new TopicSnapshot(99, List.of()));

    assertThatThrownBy(() -> await(preparation.prepare(TOPIC)))
        .hasMessageContaining("(fact 1, seq 99) but they end at fact 1, seq 12");
  }

  @Test
  void knowsTheSeqOfASnapshotThatAnotherSerializerMade() {
    stop();
    startWith(
        "pekko.actor.serializers.other = \"%s\"".formatted(OtherSerializer.class.getName()),
        "pekko.actor.serialization-bindings.\"archon.bus.event.TopicSnapshot\" = other");
    write(1, 12);
    node.save(ID, 1, new TopicSnapshot(99, List.of()));

    assertThatThrownBy(() -> await(preparation.prepare(TOPIC)))
        .hasMessageContaining("(fact 1, seq 99) but they end at fact 1, seq 12");
  }

  @Test
  void takesTheNumbersFromWhatIsStatedWhenItsLinesAreGoneAfterACleanStop() throws IOException {
    write(1, 12);
    await(preparation.prepare(TOPIC));
    await(preparation.release(TOPIC));
    Files.delete(directory.resolve("orders.jsonl")); // as the predecessor's clear does

    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
    assertThat(await(journal.bounds(LogId.topic(TOPIC))).highestSeq()).isEqualTo(12);
  }

  @Test
  void dropsASnapshotOfLinesThatWereNeverSynced() {
    stop();
    startWith("archon.bus.journal.sync = os");
    write(1, 12);
    node.save(ID, 9, new TopicSnapshot(99, List.of()));

    await(preparation.prepare(TOPIC));

    assertThat(node.loadLatest(ID)).contains(new TopicSnapshot(12, written.subList(2, 12)));
  }

  @Test
  void opensATopicWhoseLastLinesAreDamagedAndRemembersTheOthers() throws IOException {
    write(1, 12);
    await(preparation.release(TOPIC));
    Damage.flipBit(directory.resolve("orders.jsonl"), startOfLine(9) + 40);

    await(preparation.prepare(TOPIC));

    assertThat(remembered()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 10L, 11L, 12L);
    write(2, 2); // so few that the snapshot stays fresh, with the damage before it
    await(preparation.release(TOPIC));
    await(preparation.prepare(TOPIC));
    write(3, 1);
    assertThat(node.replay(ID, snapshotFact() + 1, Long.MAX_VALUE, Long.MAX_VALUE).sequenceNrs())
        .endsWith(3L);
  }

  @Test
  void makesASnapshotWhereDamageStandsAmongTheFactsToReplay() throws IOException {
    write(1, 12);
    await(preparation.prepare(TOPIC));
    write(2, 2);
    write(3, 2);
    await(preparation.release(TOPIC));
    Damage.flipBit(directory.resolve("orders.jsonl"), startOfLine(13) + 40);

    await(preparation.prepare(TOPIC));

    assertThat(snapshotFact()).isEqualTo(3);
    assertThat(remembered()).containsExactly(7L, 8L, 9L, 10L, 11L, 12L, 14L, 15L, 16L);
  }

  private int startOfLine(int line) throws IOException {
    return Damage.startOfLine(directory.resolve("orders.jsonl"), line);
  }

  /** Seqs whose events the newest snapshot recognises. */
  private List<Long> remembered() {
    TopicSnapshot snapshot = (TopicSnapshot) node.loadLatest(ID).orElseThrow();
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < snapshot.recent().size(); i++) {
      long seq = snapshot.lastSeq() - snapshot.recent().size() + 1 + i;
      if (snapshot.recent().get(i).equals(written.get((int) seq - 1))) {
        seqs.add(seq);
      }
    }
    return seqs;
  }

  @Test
  void opensATopicAgainAfterItsRelease() {
    write(1, 2);
    await(preparation.release(TOPIC));

    await(preparation.prepare(TOPIC));

    write(2, 2);
    assertThat(node.replayAll(ID).highest()).isEqualTo(2);
  }

  private void write(long factNumber, int events) {
    TopicFact fact = fact(TOPIC, written.size() + 1, events);
    assertThat(node.write(single(ID, factNumber, fact)).get(0))
        .isInstanceOf(WriteMessageSuccess.class);
    written.addAll(fact.digests());
  }

  private long snapshotFact() {
    return node.load(ID, SnapshotSelectionCriteria.latest()).orElseThrow().metadata().sequenceNr();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
  }
}
