package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holes that a power cut leaves where several groups waited for a sync. */
class UnsyncedTailTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;
  @TempDir Path after;

  private static JournalSettings settings(SyncPolicy sync) {
    return JournalLines.settings(
        new LogSettings(
            sync, Duration.ofHours(1), 64 * 1024 * 1024, Duration.ZERO, Retention.NONE));
  }

  /** Nine events, not released, with the line of one of them as zeros. */
  private void cutPower(SyncPolicy sync, int lostSeq) throws IOException {
    stopUncleanly(sync);
    lose(lostSeq);
  }

  private void stopUncleanly(SyncPolicy sync) throws IOException {
    try (Journal journal = Journal.open(directory, settings(sync))) {
      for (long seq = 1; seq <= 9; seq++) {
        await(journal.append(ORDERS, List.of(group("orders", seq, seq, 1))));
      }
      copy();
    }
  }

  private void lose(int lostSeq) throws IOException {
    Path file = after.resolve("orders.jsonl");
    byte[] bytes = Files.readAllBytes(file);
    int from = 0;
    for (int seq = 1; seq < lostSeq; seq++) {
      while (bytes[from++] != '\n') {}
    }
    for (int i = from; bytes[i] != '\n'; i++) {
      bytes[i] = 0;
    }
    Files.write(file, bytes);
  }

  private void copy() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        Path target = after.resolve(directory.relativize(path).toString());
        if (!Files.isDirectory(path)) {
          Files.copy(path, target);
        } else if (!Files.exists(target)) {
          Files.createDirectory(target);
        }
      }
    }
  }

  private List<Finding> damage(SyncPolicy sync) {
    return Damage.foundIn(after, settings(sync));
  }

  @Test
  void aHoleBeforeTheFirstSyncIsCutWithAllBehindIt() throws IOException {
    cutPower(SyncPolicy.OS, 5);

    assertThat(damage(SyncPolicy.OS)).isEmpty();
    try (Journal journal = Journal.open(after, settings(SyncPolicy.OS))) {
      assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(4);
      await(journal.append(ORDERS, List.of(group("orders", 5, 5, 1))));
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
    assertThat(after.resolve(".archon-bus/quarantine")).isNotEmptyDirectory();
  }

  @Test
  void theSameHoleIsDamageWhereEachGroupWasSynced() throws IOException {
    cutPower(SyncPolicy.BATCH, 5);

    assertThat(damage(SyncPolicy.BATCH)).isNotEmpty();
    try (Journal journal = Journal.open(after, settings(SyncPolicy.BATCH))) {
      assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(9);
      assertThatThrownBy(() -> readAll(journal.reader(), ORDERS)).isInstanceOf(DamagedLine.class);
    }
    assertThat(after.resolve(".archon-bus/quarantine")).isEmptyDirectory();
  }

  @Test
  void theLastGroupIsNeverCutOnceItWasStatedAsSynced() throws IOException {
    CrashedLog crashed =
        CrashedLog.after(
            directory,
            new FaultyDisk(),
            ORDERS,
            List.of(List.of(group("orders", 1, 1, 1)), List.of(group("orders", 2, 2, 1))));
    crashed.open(); // states the length, and is left without a clean stop too
    byte[] bytes = crashed.lines().clone();
    bytes[bytes.length - 30] ^= 1;
    Files.write(crashed.paths.lines(), bytes);
    List<Finding> findings = new ArrayList<>();

    Verification.of(crashed.context).all(findings::add, lines -> {});
    assertThatThrownBy(crashed::open).isInstanceOf(DamagedLog.class);

    assertThat(findings).anyMatch(Finding::isDamage);
    assertThat(Files.readAllBytes(crashed.paths.lines())).isEqualTo(bytes);
    assertThat(directory.resolve(".archon-bus/quarantine")).doesNotExist();
  }

  @Test
  void theSameHoleIsDamageOnceARecoveryHasSyncedAllOfIt() throws IOException {
    stopUncleanly(SyncPolicy.OS);
    ReadContext context =
        new ReadContext(
            RealDisk.INSTANCE, after, settings(SyncPolicy.OS), LogEnds.UNKNOWN, new Warnings());
    LogWriter.open(context, LogPaths.toWrite(after, ORDERS), false, end -> {}); // not released
    lose(5);

    assertThat(damage(SyncPolicy.OS)).isNotEmpty();
    try (Journal journal = Journal.open(after, settings(SyncPolicy.OS))) {
      assertThatThrownBy(() -> await(journal.open(ORDERS))).isInstanceOf(DamagedLog.class);
    }
    assertThat(after.resolve(".archon-bus/quarantine")).isEmptyDirectory();
  }
}
