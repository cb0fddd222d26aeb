package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what was appended is synced. */
class SyncPolicyTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  private final FaultyDisk disk = new FaultyDisk();

  private Journal open(SyncPolicy sync, Duration interval) {
    return open(sync, interval, 64 * 1024 * 1024);
  }

  private Journal open(SyncPolicy sync, Duration interval, long segmentBytes) {
    JournalSettings settings =
        JournalLines.settings(
            new LogSettings(sync, interval, segmentBytes, Duration.ZERO, Retention.NONE));
    return Journal.open(directory, disk, settings, Duration.ZERO);
  }

  private long syncs() {
    return disk.forces(directory.resolve("orders.jsonl"));
  }

  @Test
  void byBatchEachGroupIsSyncedBeforeItIsAcknowledged() {
    try (Journal journal = open(SyncPolicy.BATCH, Duration.ofHours(1))) {
      for (long seq = 1; seq <= 3; seq++) {
        await(journal.append(ORDERS, List.of(group("orders", seq, seq, 1))));

        assertThat(syncs()).isEqualTo(seq);
      }
    }
  }

  @Test
  void byBatchWritesOfAnActorThatWaitTogetherAreSyncedOnce() {
    CountDownLatch goOn = new CountDownLatch(1);
    LogId account = LogId.entity("account");
    try (Journal journal = open(SyncPolicy.BATCH, Duration.ofHours(1))) {
      disk.hangWrites(path -> path.endsWith("account.jsonl"), goOn);
      List<CompletionStage<Void>> appends = new ArrayList<>();
      for (long seq = 1; seq <= 10; seq++) {
        List<byte[]> heads = group("account", seq, seq, 1).heads();
        appends.add(journal.append(account, List.of(new LineGroup(seq, seq, false, heads))));
      }

      goOn.countDown();
      appends.forEach(JournalLines::await);

      long syncs = disk.forces(Path.of("account.jsonl"));
      assertThat(syncs).isBetween(1L, 2L); // the first may have gone alone
    }
  }

  @Test
  void byIntervalManyGroupsAreSyncedTogetherAndSoon() {
    try (Journal journal = open(SyncPolicy.INTERVAL, Duration.ofMillis(200))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 20);

      Awaitility.await().untilAsserted(() -> assertThat(syncs()).isPositive());
      assertThat(syncs()).isLessThan(20);
    }
  }

  @Test
  void byIntervalAnEndSyncsWhatIsLeft() {
    try (Journal journal = open(SyncPolicy.INTERVAL, Duration.ofHours(1))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 5);
      assertThat(syncs()).isZero();

      await(journal.release(ORDERS));
      assertThat(syncs()).isOne();
    }
  }

  @Test
  void byIntervalASyncThatFailsFencesTheTopic() {
    try (Journal journal = open(SyncPolicy.INTERVAL, Duration.ofMillis(20))) {
      disk.failForces(path -> path.endsWith("orders.jsonl"));
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 1))));

      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> await(journal.bounds(ORDERS)))
                      .isInstanceOf(LogFenced.class));
      disk.failForces(path -> false);
      await(journal.release(ORDERS));
      assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(1);
    }
  }

  @Test
  void byTheSystemNothingIsSyncedUntilTheEnd() {
    try (Journal journal = open(SyncPolicy.OS, Duration.ofMillis(1))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 5);

      assertThat(syncs()).isZero();
      await(journal.release(ORDERS));
      assertThat(syncs()).isOne();
    }
  }

  @Test
  void byTheSystemTheDiskBeginsLongBeforeAFileIsSealed() {
    try (Journal journal = open(SyncPolicy.OS, Duration.ofHours(1))) {
      JournalLines.appendMegabytes(journal, ORDERS, 8);

      Awaitility.await().untilAsserted(() -> assertThat(syncs()).isOne());
      assertThat(directory.resolve("orders")).doesNotExist();
    }
  }

  @Test
  void byTheSystemADiskThatFailsBeforeAFileIsSealedFencesTheTopic() {
    try (Journal journal = open(SyncPolicy.OS, Duration.ofHours(1))) {
      disk.failForces(path -> path.endsWith("orders.jsonl"));
      JournalLines.appendMegabytes(journal, ORDERS, 8);
      Awaitility.await().untilAsserted(() -> assertThat(syncs()).isOne());
      disk.failForces(path -> false);

      assertThatThrownBy(() -> JournalLines.appendMegabytes(journal, ORDERS, 1))
          .isInstanceOf(LogFenced.class)
          .hasMessageContaining("a sync failed");
    }
  }

  @Test
  void aSegmentIsSyncedBeforeItIsSealed() {
    try (Journal journal = open(SyncPolicy.OS, Duration.ofHours(1), 4096)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 30);

      assertThat(directory.resolve("orders")).isNotEmptyDirectory();
      assertThat(syncs()).isPositive();
    }
  }

  @Test
  void whatIsLeftIsSyncedBeforeADeletionIsStated() {
    try (Journal journal = open(SyncPolicy.OS, Duration.ofHours(1))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 5);

      await(journal.deleteTo(ORDERS, 2));

      assertThat(syncs()).isOne();
    }
  }
}
