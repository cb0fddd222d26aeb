package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that a killed writer had no time to sync. */
final class ReaderSyncTest {
  private static final LogId LOG = LogId.topic("orders");

  @TempDir Path directory;
  private final FaultyDisk disk = new FaultyDisk();
  private Path file;

  @BeforeEach
  void resolve() throws IOException {
    directory = directory.toRealPath();
    file = directory.resolve("orders.jsonl");
  }

  private Journal open(SyncPolicy sync) {
    LogSettings logs =
        new LogSettings(sync, Duration.ofHours(1), 64 << 20, Duration.ZERO, Retention.NONE);
    return Journal.open(directory, disk, JournalLines.settings(logs), Duration.ZERO);
  }

  @Test
  void makesThemDurable() throws IOException {
    Files.writeString(file, "");
    try (Journal journal = open(SyncPolicy.BATCH)) {
      journal.reader().sync(LOG);
    }

    assertThat(disk.forces(file)).isOne();
  }

  @Test
  void hasNothingToDoForALogThatWasNeverWritten() {
    try (Journal journal = open(SyncPolicy.BATCH)) {
      journal.reader().sync(LOG);
    }

    assertThat(disk.forces(file)).isZero();
  }

  @Test
  void hasNothingToDoForALogThatPromisesNothingForAPowerCut() throws IOException {
    Files.writeString(file, "");
    try (Journal journal = open(SyncPolicy.OS)) {
      journal.reader().sync(LOG);
    }

    assertThat(disk.forces(file)).isZero();
  }

  @Test
  void hasNothingToDoWhileTheWriterIsInThisProcessAndShowsOnlyWhatIsDurable() {
    try (Journal journal = open(SyncPolicy.BATCH)) {
      appendOneByOne(journal, LOG, 1, 1);
      long before = disk.forces(file);

      journal.reader().sync(LOG);

      assertThat(before).isPositive();
      assertThat(disk.forces(file)).isEqualTo(before);
    }
  }
}
