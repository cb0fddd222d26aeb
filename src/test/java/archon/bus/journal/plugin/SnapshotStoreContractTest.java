package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.journal.Journal;
import archon.bus.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.OptionConverters;

/**
 * The rules of Pekko's compatibility suite for snapshot stores: snapshots 11 to 15, of the times
 * 1,100 to 1,500.
 */
final class SnapshotStoreContractTest {
  private static final String ID = "account|17";
  private static final long MAX = Long.MAX_VALUE;

  /** A snapshot that refers to an actor. */
  record Keeper(ActorRef<Done> actor) {}

  @TempDir Path temporary;
  private Node node;

  @BeforeEach
  void saveFiveSnapshots() {
    node =
        Node.in(
            temporary.resolve("events"),
            "pekko.actor.serialization-bindings.\"%s\" = jackson-json"
                .formatted(Keeper.class.getName()));
    // Into the files, as Pekko stamps every snapshot that it hands to a store with the time.
    try (Journal journal = Journal.open(temporary.resolve("events"), JournalSettings.DEFAULT)) {
      SnapshotFiles files = SnapshotFiles.of(journal, PayloadCodec.of(node.classicSystem()));
      for (int n = 11; n <= 15; n++) {
        files.save(new SnapshotMetadata(ID, n, n * 100L), "s-" + n);
      }
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    // max number, max time, min number, min time, found
    "9223372036854775807, 9223372036854775807, 0, 0, s-15",
    "13, 9223372036854775807, 0, 0, s-13",
    "10, 9223372036854775807, 0, 0,",
    "9223372036854775807, 1350, 0, 0, s-13",
    "9223372036854775807, 1300, 0, 0, s-13",
    "9223372036854775807, 100, 0, 0,",
    "13, 1200, 0, 0, s-12",
    "12, 1300, 0, 0, s-12",
    "9223372036854775807, 9223372036854775807, 15, 0, s-15",
    "9223372036854775807, 9223372036854775807, 16, 0,",
    "14, 9223372036854775807, 14, 0, s-14",
    "9223372036854775807, 9223372036854775807, 0, 1500, s-15",
    "9223372036854775807, 9223372036854775807, 0, 1501,",
    "13, 1300, 13, 1300, s-13",
    "13, 1299, 13, 0,",
    "0, 0, 0, 0,"
  })
  void loadsTheNewestThatMatches(
      long maxNumber, long maxTime, long minNumber, long minTime, String found) {
    Optional<SelectedSnapshot> loaded =
        node.load(ID, SnapshotSelectionCriteria.create(maxNumber, maxTime, minNumber, minTime));

    assertThat(loaded.map(SelectedSnapshot::snapshot)).isEqualTo(Optional.ofNullable(found));
    loaded.ifPresent(
        snapshot ->
            assertThat(snapshot.metadata().timestamp())
                .isEqualTo(snapshot.metadata().sequenceNr() * 100));
  }

  @Test
  void loadsNoneWhenNoneIsWantedOrTheActorHasNone() {
    assertThat(node.load(ID, SnapshotSelectionCriteria.none())).isEmpty();
    assertThat(node.load("nobody", SnapshotSelectionCriteria.latest())).isEmpty();
  }

  @Test
  void loadsNoneAboveTheLastNumberOfARecovery() {
    Object answer =
        node.askSnapshotStore(new LoadSnapshot(ID, SnapshotSelectionCriteria.latest(), 13));

    LoadSnapshotResult result = (LoadSnapshotResult) answer;
    assertThat(result.toSequenceNr()).isEqualTo(13);
    assertThat(OptionConverters.toJava(result.snapshot()).orElseThrow().snapshot())
        .isEqualTo("s-13");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1300})
  void deletesOneByItsNumberOrItsNumberAndTime(long timestamp) {
    SnapshotMetadata about = new SnapshotMetadata(ID, 13, timestamp);

    assertThat(node.askSnapshotStore(new DeleteSnapshot(about)))
        .isEqualTo(new DeleteSnapshotSuccess(about));

    assertThat(left()).containsExactly(11L, 12L, 14L, 15L);
  }

  @Test
  void deletesNotOneOfAnotherTime() {
    node.askSnapshotStore(new DeleteSnapshot(new SnapshotMetadata(ID, 13, 1299)));

    assertThat(left()).containsExactly(11L, 12L, 13L, 14L, 15L);
  }

  @ParameterizedTest
  @CsvSource({
    // max number, max time, min number, min time, left
    "13, 1300, 0, 0, 14 15",
    "14, 1399, 0, 0, 14 15",
    "14, 9223372036854775807, 12, 0, 11 15",
    "9223372036854775807, 9223372036854775807, 0, 1400, 11 12 13",
    "9223372036854775807, 9223372036854775807, 0, 0, ''",
    "10, 9223372036854775807, 0, 0, 11 12 13 14 15",
    "0, 0, 0, 0, 11 12 13 14 15"
  })
  void deletesAllThatMatch(
      long maxNumber, long maxTime, long minNumber, long minTime, String expected) {
    SnapshotSelectionCriteria criteria =
        SnapshotSelectionCriteria.create(maxNumber, maxTime, minNumber, minTime);

    assertThat(node.askSnapshotStore(new DeleteSnapshots(ID, criteria)))
        .isEqualTo(new DeleteSnapshotsSuccess(criteria));

    assertThat(left())
        .containsExactlyElementsOf(
            Arrays.stream(expected.split(" "))
                .filter(number -> !number.isEmpty())
                .map(Long::valueOf)
                .toList());
  }

  @Test
  void deletesNothingOfAnActorThatHasNone() {
    assertThat(
            node.askSnapshotStore(
                new DeleteSnapshots("nobody", SnapshotSelectionCriteria.latest())))
        .isInstanceOf(DeleteSnapshotsSuccess.class);

    assertThat(left()).hasSize(5);
  }

  @Test
  void replacesASnapshotOfTheSameNumberAndOfAnotherTime() {
    node.save(ID, 15, "replaced");

    SelectedSnapshot loaded =
        node.load(ID, SnapshotSelectionCriteria.create(15, MAX, 15, 0)).orElseThrow();

    assertThat(loaded.snapshot()).isEqualTo("replaced");
    assertThat(loaded.metadata().timestamp()).isGreaterThan(1_500);
    assertThat(node.load(ID, SnapshotSelectionCriteria.create(15, 1_500, 15, 0))).isEmpty();
  }

  @Test
  void keepsALargeSnapshot() {
    String large = "0".repeat(5_000_000);

    node.save(ID, 100, large);

    assertThat(node.loadLatest(ID)).contains(large);
  }

  @Test
  void keepsASnapshotThatRefersToAnActor() {
    TestProbe<Done> probe = node.kit().createTestProbe();

    node.save(ID, 100, new Keeper(probe.ref()));

    ((Keeper) node.loadLatest(ID).orElseThrow()).actor().tell(Done.getInstance());
    assertThat(probe.receiveMessage()).isEqualTo(Done.getInstance());
  }

  @Test
  void keepsMetadataOfAnyType() {
    SnapshotMetadata about = new SnapshotMetadata(ID, 100, 0).withMetadata("fictional metadata");

    assertThat(node.askSnapshotStore(new SaveSnapshot(about, "s-100")))
        .isInstanceOf(SaveSnapshotSuccess.class);

    SelectedSnapshot loaded = node.load(ID, SnapshotSelectionCriteria.latest()).orElseThrow();

    assertThat(loaded.metadata().metadata().get()).isEqualTo("fictional metadata");
    assertThat(loaded.snapshot()).isEqualTo("s-100");
  }

  /** Numbers of the snapshots there are. */
  private List<Long> left() {
    return IntStream.rangeClosed(11, 15)
        .mapToObj(n -> node.load(ID, SnapshotSelectionCriteria.create(n, MAX, n, 0)))
        .flatMap(Optional::stream)
        .map(snapshot -> snapshot.metadata().sequenceNr())
        .toList();
  }
}
