package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicPersistenceId;
import archon.bus.event.TopicSnapshot;
import archon.bus.journal.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.DeleteSnapshots;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotFailed;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonlSnapshotStoreTest {
  private static final String ID = "account|17";

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void choosesADirectory() {
    directory = temporary.resolve("events");
  }

  @Test
  void loadsTheNewestSnapshotInAnotherActorSystem() {
    try (Node node = Node.in(directory)) {
      node.save(ID, 11, "s-11");
      node.save(ID, 12, new Noted("s-12", 12));
    }

    try (Node node = Node.in(directory)) {
      assertThat(node.loadLatest(ID)).contains(new Noted("s-12", 12));
      assertThat(node.loadLatest("account|18")).isEmpty();
    }
  }

  @Test
  void selectsByNumberAndTime() {
    try (Node node = Node.in(directory)) {
      SnapshotMetadata first = node.save(ID, 11, "s-11");
      SnapshotMetadata second = node.save(ID, 12, "s-12");

      assertThat(node.load(ID, SnapshotSelectionCriteria.create(11, Long.MAX_VALUE)))
          .contains(SelectedSnapshot.create(first, "s-11"));
      assertThat(node.load(ID, SnapshotSelectionCriteria.create(10, Long.MAX_VALUE))).isEmpty();
      assertThat(
              node.load(
                  ID, SnapshotSelectionCriteria.create(Long.MAX_VALUE, first.timestamp() - 1)))
          .isEmpty();
      assertThat(
              node.load(
                  ID, SnapshotSelectionCriteria.create(Long.MAX_VALUE, Long.MAX_VALUE, 12, 0)))
          .contains(SelectedSnapshot.create(second, "s-12"));
      assertThat(
              node.load(
                  ID, SnapshotSelectionCriteria.create(Long.MAX_VALUE, Long.MAX_VALUE, 13, 0)))
          .isEmpty();
    }
  }

  @Test
  void keepsTheMetadataOfASnapshot() {
    try (Node node = Node.in(directory)) {
      SnapshotMetadata about =
          new SnapshotMetadata(ID, 11, 0).withMetadata(new Noted("replica", 1));
      node.askSnapshotStore(new SaveSnapshot(about, "s-11"));

      assertThat(
              node.load(ID, SnapshotSelectionCriteria.latest())
                  .orElseThrow()
                  .metadata()
                  .metadata()
                  .get())
          .isEqualTo(new Noted("replica", 1));
    }
  }

  @Test
  void replacesASnapshotOfTheSameNumber() throws IOException {
    try (Node node = Node.in(directory)) {
      node.save(ID, 11, "old");
      node.save(ID, 11, "new");

      assertThat(node.loadLatest(ID)).contains("new");
      assertThat(snapshotFiles()).hasSize(1);
    }
  }

  @Test
  void deletesOneOrAllThatMatch() {
    try (Node node = Node.in(directory)) {
      for (int n = 11; n <= 15; n++) {
        node.save(ID, n, "s-" + n);
      }

      assertThat(node.askSnapshotStore(new DeleteSnapshot(new SnapshotMetadata(ID, 15, 0))))
          .isInstanceOf(DeleteSnapshotSuccess.class);
      assertThat(node.loadLatest(ID)).contains("s-14");
      assertThat(
              node.askSnapshotStore(
                  new DeleteSnapshots(
                      ID, SnapshotSelectionCriteria.create(14, Long.MAX_VALUE, 12, 0))))
          .isInstanceOf(DeleteSnapshotsSuccess.class);
      assertThat(node.loadLatest(ID)).contains("s-11");
    }
  }

  @Test
  void servesAnOlderSnapshotForADamagedOneWhenEveryEventSinceIsThere() throws IOException {
    try (Node node = Node.in(directory)) {
      writeEvents(node, 12);
      node.save(ID, 11, "s-11");
      node.save(ID, 12, "s-12");
      damageNewest();

      assertThat(node.loadLatest(ID)).contains("s-11");
    }
  }

  @Test
  void servesNoneForADamagedOneWhenAllEventsAreThere() throws IOException {
    try (Node node = Node.in(directory)) {
      writeEvents(node, 12);
      node.save(ID, 12, "s-12");
      damageNewest();

      assertThat(node.loadLatest(ID)).isEmpty();
    }
  }

  @Test
  void failsWhenADamagedSnapshotIsAllThatIsLeftOfDeletedEvents() throws IOException {
    try (Node node = Node.in(directory)) {
      writeEvents(node, 12);
      node.save(ID, 11, "s-11");
      node.save(ID, 12, "s-12");
      node.delete(ID, 12);
      damageNewest();

      Object answer =
          node.askSnapshotStore(
              new LoadSnapshot(ID, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE));

      assertThat(answer).isInstanceOf(LoadSnapshotFailed.class);
      assertThat(((LoadSnapshotFailed) answer).cause()).isInstanceOf(SnapshotDamaged.class);
    }
  }

  @Test
  void keepsTheGoodSnapshotWhenSavingAnotherOfItsNumberFails() {
    try (Node node = Node.in(directory)) {
      node.save(ID, 11, "good");

      Object answer =
          node.askSnapshotStore(new SaveSnapshot(new SnapshotMetadata(ID, 11, 0), new Object()));

      assertThat(answer).isInstanceOf(SaveSnapshotFailure.class);
      assertThat(node.loadLatest(ID)).contains("good");
      node.askSnapshotStore(new DeleteSnapshot(new SnapshotMetadata(ID, 11, 0)));
      assertThat(node.loadLatest(ID)).isEmpty();
    }
  }

  @Test
  void keepsTheNewestTwoOfATopic() throws IOException {
    try (Node node = Node.in(directory)) {
      String topic = TopicPersistenceId.of("orders");
      for (int n = 1; n <= 5; n++) {
        node.save(topic, n, new TopicSnapshot(n, List.of(new EventDigest(1, n, 3))));
      }

      assertThat(node.loadLatest(topic))
          .contains(new TopicSnapshot(5, List.of(new EventDigest(1, 5, 3))));
      assertThat(snapshotFiles()).hasSize(2);
    }
  }

  @Test
  void letsNobodyElseReadWhatItWrites() throws IOException {
    try (Node node = Node.in(directory)) {
      node.save(ID, 11, "s-11");
    }

    try (Stream<Path> written = Files.walk(directory.resolve(".archon-bus").resolve("snapshots"))) {
      assertThat(written)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .endsWith("------"));
    }
  }

  @Test
  void recoversAnActorThatDeletesEventsOnSnapshots() {
    List<String> before;
    try (Node node = Node.in(directory)) {
      ActorRef<Notebook.Command> notebook = node.kit().spawn(Notebook.withSnapshotEvery(ID, 3));
      for (int n = 1; n <= 20; n++) {
        node.note(notebook, "note " + n);
      }
      before = node.read(notebook);
    }

    try (Node node = Node.in(directory)) {
      assertThat(before).hasSize(20);
      assertThat(node.read(node.notebook(ID))).isEqualTo(before);
    }
  }

  private static void writeEvents(Node node, int count) {
    for (int n = 1; n <= count; n++) {
      node.write(single(ID, n, "e-" + n));
    }
  }

  private void damageNewest() throws IOException {
    List<Path> files = snapshotFiles();
    Damage.flipBit(files.get(files.size() - 1), 30);
  }

  private List<Path> snapshotFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(".archon-bus").resolve("snapshots"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
