package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file whose writes or syncs do not come back, as on a failing disk or a lost mount. */
final class HangingDiskTest {
  private static final LogId STUCK = LogId.topic("stuck");

  @TempDir Path directory;

  @Test
  void otherLogsAreStoredWhileTheWriteOfOneHangs() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    CountDownLatch comesBack = new CountDownLatch(1);
    try (Journal journal = open(disk)) {
      appendOneByOne(journal, STUCK, 1, 1);
      disk.hangWrites(path -> path.endsWith("stuck.jsonl"), comesBack);

      CompletionStage<Void> stuck = journal.append(STUCK, List.of(group("stuck", 2, 2, 1)));
      CompletionStage<Void> behind = journal.append(STUCK, List.of(group("stuck", 3, 3, 1)));
      for (int log = 1; log <= 20; log++) {
        appendOneByOne(journal, LogId.topic("other-" + log), 1, 2);
      }

      assertThat(stuck.toCompletableFuture()).isNotDone();
      assertThat(behind.toCompletableFuture()).isNotDone();
      assertThat(seqs(readAll(journal.reader(), STUCK))).containsExactly(1L);
      comesBack.countDown();
      await(stuck);
      await(behind);
      assertThat(seqs(readAll(journal.reader(), STUCK))).containsExactly(1L, 2L, 3L);
    } finally {
      comesBack.countDown();
    }
  }

  @Test
  void otherLogsAreStoredWhileTheEarlySyncsOfManyHang() {
    FaultyDisk disk = new FaultyDisk();
    CountDownLatch comesBack = new CountDownLatch(1);
    LogSettings os =
        new LogSettings(
            SyncPolicy.OS, Duration.ofHours(1), 64 << 20, Duration.ZERO, Retention.NONE);
    try (Journal journal =
        Journal.open(directory, disk, JournalLines.settings(os), Duration.ZERO)) {
      disk.hangForces(path -> path.toString().endsWith("busy.jsonl"), comesBack);
      for (int log = 1; log <= JournalSettings.DEFAULT.ioThreads(); log++) {
        JournalLines.appendMegabytes(journal, LogId.topic(log + "busy"), 8);
      }

      appendOneByOne(journal, LogId.topic("other"), 1, 3);

      assertThat(comesBack.getCount()).isOne();
      assertThat(seqs(readAll(journal.reader(), LogId.topic("other")))).containsExactly(1L, 2L, 3L);
      comesBack.countDown();
    } finally {
      comesBack.countDown();
    }
  }

  private Journal open(Disk disk) {
    return Journal.open(directory, disk, JournalSettings.DEFAULT, Duration.ZERO);
  }
}
