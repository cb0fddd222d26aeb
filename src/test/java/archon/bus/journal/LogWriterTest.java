package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neighbours, full disks and failing syncs. */
final class LogWriterTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final Predicate<Path> LINES = path -> path.endsWith("orders.jsonl");

  @TempDir Path directory;

  private final FaultyDisk disk = new FaultyDisk();
  private Journal journal;

  @BeforeEach
  void open() {
    journal = Journal.open(directory, disk, JournalSettings.DEFAULT, Duration.ZERO);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void append(long seq) {
    appendOneByOne(journal, ORDERS, seq, seq);
  }

  @Test
  void isFencedByForeignBytesAndTakesThemInWhenOpenedAgain() throws IOException {
    append(1);
    Files.writeString(
        directory.resolve("orders.jsonl"),
        PredecessorFormat.line("orders", 2) + "\n",
        StandardOpenOption.APPEND);

    assertThatThrownBy(() -> append(2))
        .isInstanceOf(LogFenced.class)
        .hasMessageContaining("another program");
    assertThatThrownBy(() -> await(journal.bounds(ORDERS))).isInstanceOf(LogFenced.class);
    await(journal.release(ORDERS));

    assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(2);
    append(3);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void sealsNothingThatAnotherProgramHasWrittenTo() throws IOException {
    ReadContext context =
        new ReadContext(
            disk,
            directory,
            SmallSegments.settings(1, Duration.ZERO),
            LogEnds.UNKNOWN,
            new Warnings());
    LogWriter writer =
        LogWriter.open(context, LogPaths.toWrite(directory, ORDERS), false, end -> {});
    CrashedLog.append(writer, List.of(group("orders", 1, 1, 1)));
    Files.writeString(
        directory.resolve("orders.jsonl"),
        PredecessorFormat.line("orders", 2) + "\n",
        StandardOpenOption.APPEND);

    assertThatThrownBy(writer::sealIfDue)
        .isInstanceOf(LogFenced.class)
        .hasMessageContaining("another program");

    assertThat(directory.resolve("orders")).doesNotExist();
  }

  @Test
  void sealsAFileThatIsNotOpenTogetherWithItsBlocksAndFilters() throws IOException {
    append(1);
    await(journal.release(ORDERS));
    ReadContext context =
        new ReadContext(
            disk,
            directory,
            SmallSegments.settings(1, Duration.ZERO),
            LogEnds.UNKNOWN,
            new Warnings());
    LogWriter writer =
        LogWriter.open(context, LogPaths.toWrite(directory, ORDERS), false, end -> {});

    assertThat(writer.sealIfDue()).isTrue();

    assertThat(directory.resolve(".archon-bus/index/orders"))
        .isDirectoryContaining("glob:**/*1.blocks")
        .isDirectoryContaining("glob:**/*1.filters")
        .isDirectoryContaining("glob:**/segments.blocks");
    writer.release();
  }

  @Test
  void isFencedWhenItsFileVanishes() throws IOException {
    append(1);
    Files.delete(directory.resolve("orders.jsonl"));

    assertThatThrownBy(() -> append(2))
        .isInstanceOf(LogFenced.class)
        .hasMessageContaining("deleted");

    assertThat(directory.resolve("orders.jsonl")).doesNotExist();
  }

  @Test
  void isFencedWhenItsFileIsReplacedByOneOfTheSameSize() throws IOException {
    append(1);
    Path file = directory.resolve("orders.jsonl");
    byte[] bytes = Files.readAllBytes(file);
    Files.move(file, directory.resolve("moved"));
    Files.write(file, bytes);

    assertThatThrownBy(() -> append(2)).isInstanceOf(LogFenced.class);
  }

  @Test
  void neverAsksForAFailedSyncAgain() {
    append(1);
    disk.failForces(LINES);
    assertThatThrownBy(() -> append(2))
        .isInstanceOf(LogFenced.class)
        .hasMessageContaining("a sync failed");
    long asked = disk.forces(directory.resolve("orders.jsonl"));
    disk.failForces(path -> false);

    assertThatThrownBy(() -> append(2)).isInstanceOf(LogFenced.class);

    assertThat(disk.forces(directory.resolve("orders.jsonl"))).isEqualTo(asked);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L);
    await(journal.release(ORDERS));
    long highest = await(journal.open(ORDERS)).highestSeq();
    append(highest + 1);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize((int) highest + 1);
  }

  @Test
  void worksAgainOnceAFullDiskHasSpace() throws IOException {
    append(1);
    byte[] before = Files.readAllBytes(directory.resolve("orders.jsonl"));
    disk.full(true);

    assertThatThrownBy(() -> append(2))
        .isInstanceOf(DiskFull.class)
        .hasMessageContaining("free some space");
    assertThatThrownBy(
            () -> await(journal.append(LogId.topic("new"), List.of(group("new", 1, 1, 1)))))
        .isInstanceOf(DiskFull.class);

    assertThat(Files.readAllBytes(directory.resolve("orders.jsonl"))).isEqualTo(before);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L);
    disk.full(false);
    append(2);
    await(journal.append(LogId.topic("new"), List.of(group("new", 1, 1, 1))));
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L);
  }

  @Test
  void leavesNoFileBehindThatItCouldNotCreateDurably() {
    disk.failForces(directory::equals);

    assertThatThrownBy(() -> append(1)).isInstanceOf(JournalIoFailure.class);

    assertThat(directory.resolve("orders.jsonl")).doesNotExist();
    disk.failForces(path -> false);
    append(1);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L);
  }

  @Test
  void clearsOnAFullDisk() {
    append(1);
    append(2);
    disk.full(true);

    assertThat(await(journal.deleteTo(ORDERS, 2))).isEqualTo(2);

    assertThat(directory.resolve("orders.jsonl")).doesNotExist();
    disk.full(false);
    append(3);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(3L);
  }

  @Test
  void opensAndClearsOnADiskThatWasFullFromTheStart() {
    append(1);
    journal.close();
    disk.full(true);
    journal = Journal.open(directory, disk, JournalSettings.DEFAULT, Duration.ZERO);

    assertThat(await(journal.deleteTo(ORDERS, 1))).isEqualTo(1);
    assertThat(journal.reader().topics()).isEmpty();
  }

  @Test
  void cutsBackAWriteThatFailed() throws IOException {
    append(1);
    byte[] before = Files.readAllBytes(directory.resolve("orders.jsonl"));
    disk.failWrites(LINES, 100);

    assertThatThrownBy(() -> append(2)).isInstanceOf(JournalIoFailure.class);

    assertThat(Files.readAllBytes(directory.resolve("orders.jsonl"))).isEqualTo(before);
    disk.failWrites(path -> false, 0);
    append(2);
  }

  @Test
  void isFencedWhenAFailedWriteCannotBeCutBack() {
    append(1);
    disk.failWrites(LINES, 100);
    disk.failTruncates(LINES);

    assertThatThrownBy(() -> append(2))
        .isInstanceOf(LogFenced.class)
        .satisfies(fence -> assertThat(fence.getCause().getSuppressed()).hasSize(1));

    disk.failWrites(path -> false, 0);
    disk.failTruncates(path -> false);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L);
    await(journal.release(ORDERS));
    append(2);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L);
  }

  @Test
  void oneFencedLogLeavesTheOthersAlone() {
    append(1);
    disk.failForces(LINES);
    assertThatThrownBy(() -> append(2)).isInstanceOf(LogFenced.class);

    await(journal.append(LogId.topic("other"), List.of(group("other", 1, 1, 2))));

    assertThat(readAll(journal.reader(), LogId.topic("other"))).hasSize(2);
  }

  @Test
  void createsFilesForTheOwnerOnly() throws IOException {
    append(1);

    for (String file :
        List.of("orders.jsonl", ".archon-bus/lock", ".archon-bus/topics/orders.stated")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(".archon-bus"))))
        .isEqualTo("rwx------");
  }

  @Test
  void refusesWhatIsNoRegularFile() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "keep\n");
    Files.createSymbolicLink(directory.resolve("orders.jsonl"), secret);
    Files.createDirectory(directory.resolve("folder.jsonl"));
    new ProcessBuilder("mkfifo", directory.resolve("pipe.jsonl").toString()).start().waitFor();

    for (String topic : List.of("orders", "folder", "pipe")) {
      assertThatThrownBy(
              () -> await(journal.append(LogId.topic(topic), List.of(group(topic, 1, 1, 1)))))
          .isInstanceOf(UnsafeFile.class)
          .hasMessageContaining("expected a regular file");
      assertThatThrownBy(() -> readAll(journal.reader(), LogId.topic(topic)))
          .isInstanceOf(UnsafeFile.class);
    }
    assertThat(secret).hasContent("keep\n");
    assertThat(journal.reader().topics()).isEmpty();
  }

  @Test
  void refusesATopicThatDiffersOnlyInCaseWhereTheFileSystemFoldsIt() {
    append(1);
    journal.close();
    disk.foldCase();
    journal = Journal.open(directory, disk, JournalSettings.DEFAULT, Duration.ZERO);

    assertThatThrownBy(
            () -> await(journal.append(LogId.topic("Orders"), List.of(group("Orders", 1, 1, 1)))))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("Orders.jsonl and orders.jsonl");
    append(2);
  }

  @Test
  void refusesANameThatIsTooLongWithTheCount() {
    LogId tooLong = LogId.topic("日".repeat(30));

    assertThatThrownBy(() -> await(journal.open(tooLong)))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("270");
  }

  @Test
  void deletesNothingWhenAnotherProgramHasWrittenMeanwhile() throws IOException {
    append(1);
    Path file = directory.resolve("orders.jsonl");
    Files.writeString(file, PredecessorFormat.line("orders", 2) + "\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> await(journal.deleteTo(ORDERS, 1)))
        .isInstanceOf(LogFenced.class)
        .hasMessageContaining("another program");

    await(journal.release(ORDERS));
    assertThat(await(journal.open(ORDERS))).isEqualTo(new LogBounds(2, 2, 0, 0));
  }

  @Test
  void writesAgainWhatAFailedSyncMayHaveLeftInMemoryOnly() {
    append(1);
    disk.failForces(LINES);
    assertThatThrownBy(() -> append(2)).isInstanceOf(LogFenced.class);
    disk.failForces(path -> false);
    await(journal.release(ORDERS));
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L); // 2 is not durable
    disk.failWrites(LINES, 0);

    assertThatThrownBy(() -> await(journal.open(ORDERS)))
        .isInstanceOf(JournalIoFailure.class)
        .hasRootCauseMessage("write failed on purpose");

    disk.failWrites(path -> false, 0);
    assertThat(await(journal.open(ORDERS)).highestSeq()).isEqualTo(2);
  }

  @Test
  void isFencedByAFailureThatNobodyForesaw() {
    append(1);
    disk.failWrites(
        path -> {
          if (LINES.test(path)) {
            throw new IllegalStateException("unforeseen");
          }
          return false;
        },
        0);
    assertThatThrownBy(() -> append(2)).isInstanceOf(IllegalStateException.class);
    disk.failWrites(path -> false, 0);

    assertThatThrownBy(() -> append(2))
        .isInstanceOf(LogFenced.class)
        .hasRootCauseMessage("unforeseen");

    await(journal.release(ORDERS));
    append(2);
  }
}
