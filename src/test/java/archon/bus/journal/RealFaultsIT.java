package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real system answers when something is used up or forbidden; where no disk may be mounted,
 * a {@link FaultyDisk} answers in its place.
 */
final class RealFaultsIT {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId CLEARED = LogId.topic("cleared");

  @TempDir Path directory;

  private @Nullable SmallDisk small;
  private final FaultyDisk faulty = new FaultyDisk();

  @BeforeEach
  void mount() throws IOException {
    small = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), 2);
  }

  @AfterEach
  void unmount() throws IOException {
    if (small != null) {
      small.close();
    }
  }

  private Journal open() {
    Path events = directory.resolve("disk").resolve("events");
    Disk disk = small == null ? faulty : RealDisk.INSTANCE;
    return Journal.open(events, disk, JournalSettings.DEFAULT, Duration.ZERO);
  }

  private void full(boolean now) throws IOException {
    if (small == null) {
      faulty.full(now);
    } else if (now) {
      small.fill();
    } else {
      small.free();
    }
  }

  @Test
  void aFullDiskRefusesAppendsButReadsAndClearsAndGoesOnByItself() throws IOException {
    try (Journal journal = open()) {
      appendOneByOne(journal, ORDERS, 1, 10);
      appendOneByOne(journal, CLEARED, 1, 10);
      full(true);

      assertThatThrownBy(() -> fill(journal)).isInstanceOf(DiskFull.class);
      long stored = await(journal.bounds(ORDERS)).highestSeq();
      assertThatThrownBy(() -> appendOneByOne(journal, LogId.topic("new"), 1, 1))
          .isInstanceOf(DiskFull.class);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize((int) stored);
      assertThat(await(journal.deleteTo(CLEARED, 10))).isEqualTo(10);
      assertThat(readAll(journal.reader(), CLEARED)).isEmpty();
      full(false);

      appendOneByOne(journal, ORDERS, stored + 1, stored + 10);
      appendOneByOne(journal, CLEARED, 11, 12);
      appendOneByOne(journal, LogId.topic("new"), 1, 1);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize((int) stored + 10);
      assertThat(seqs(readAll(journal.reader(), CLEARED))).containsExactly(11L, 12L);
    }
  }

  /** Appends until that fails: the last page of a file may still have room on a full disk. */
  private static void fill(Journal journal) {
    while (true) {
      LogBounds bounds = await(journal.bounds(ORDERS));
      LineGroup next = group("orders", bounds.highestSeq() + 1, bounds.highestFact() + 1, 20);
      await(journal.append(ORDERS, List.of(next)));
    }
  }

  @Test
  void afterAFullDiskNothingIsLostOrDamagedWhenOpenedAgain() throws IOException {
    long stored;
    try (Journal journal = open()) {
      appendOneByOne(journal, ORDERS, 1, 10);
      full(true);
      assertThatThrownBy(() -> fill(journal)).isInstanceOf(DiskFull.class);
      stored = await(journal.bounds(ORDERS)).highestSeq();
    }

    try (Journal journal = open()) {
      assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(stored);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize((int) stored);
      full(false);
      appendOneByOne(journal, ORDERS, stored + 1, stored + 1);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize((int) stored + 1);
    }
  }

  @Test
  void aDiskMountedReadOnlyCanBeReadAndIsRefusedForWritingAsWhatItIs() throws IOException {
    try (Journal journal = open()) {
      appendOneByOne(journal, ORDERS, 1, 3);
    }
    Path events = directory.resolve("disk").resolve("events");
    if (small == null) {
      assertThat(seqs(readAll(JournalReader.of(events, JournalSettings.DEFAULT), ORDERS)))
          .containsExactly(1L, 2L, 3L);
      return;
    }
    small.readOnly(true);

    assertThatThrownBy(this::open)
        .isInstanceOf(JournalIoFailure.class)
        .hasMessageContaining("Read-only file system");
    assertThat(seqs(readAll(JournalReader.of(events, JournalSettings.DEFAULT), ORDERS)))
        .containsExactly(1L, 2L, 3L);
    small.readOnly(false);

    try (Journal journal = open()) {
      appendOneByOne(journal, ORDERS, 4, 4);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void withoutFileHandlesWhatNeedsOneIsRefusedAndWhatDoesNotGoesOn()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 256; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HandlesProcess.class.getName(),
                directory.resolve("events").toString())
            .redirectErrorStream(true)
            .start();

    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(told).isZero();
    assertThat(told.lines().filter(line -> line.startsWith("told: ")))
        .containsExactly(
            "told: open log stored",
            "told: new log JournalIoFailure",
            "told: reading JournalIoFailure",
            "told: afterwards open log [1, 2, 3], new log [1]");
  }
}
