package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.journal.Journal;
import archon.bus.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotBitTest {
  private static final String ID = "account|42";

  @TempDir Path directory;

  @Test
  void aSnapshotOfWhichOneBitChangedIsRefusedAndTheOthersAreReadAndKept() throws IOException {
    ActorTestKit kit = ActorTestKit.create();
    ActorSystem system = kit.system().classicSystem();
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      SnapshotFiles snapshots = SnapshotFiles.of(journal, PayloadCodec.of(system));
      snapshots.save(new SnapshotMetadata(ID, 1, 1_000), "first");
      snapshots.save(new SnapshotMetadata(ID, 2, 2_000), "second");
      SnapshotFile newest = snapshots.list(ID).get(0);
      SnapshotFile older = snapshots.list(ID).get(1);
      byte[] content = Files.readAllBytes(newest.path());

      for (int bit = 0; bit < content.length * 8; bit++) {
        byte[] changed = content.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(newest.path(), changed);

        assertThatThrownBy(() -> snapshots.read(ID, newest)).isInstanceOf(SnapshotDamaged.class);
        assertThat(Files.readAllBytes(newest.path())).isEqualTo(changed);
      }

      SelectedSnapshot read = snapshots.read(ID, older);
      assertThat(read).isNotNull();
      assertThat(read.snapshot()).isEqualTo("first");
    } finally {
      kit.shutdownTestKit();
    }
  }
}
