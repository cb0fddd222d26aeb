package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static archon.bus.journal.SmallSegments.SMALL;
import static archon.bus.journal.SmallSegments.between;
import static archon.bus.journal.SmallSegments.settings;
import static archon.bus.journal.SmallSegments.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose active file is sealed again and again. */
final class SegmentsTest {
  private static final LogId ORDERS = SmallSegments.ORDERS;
  private static final int LINES = 60;

  @TempDir Path directory;

  private void write(long from, long to) {
    SmallSegments.write(directory, from, to);
  }

  private JournalReader outside() {
    return SmallSegments.reader(directory);
  }

  private List<Path> sealed() throws IOException {
    return SmallSegments.sealed(directory);
  }

  @Test
  void sealsTheActiveFileAndKeepsItsName() throws IOException {
    write(1, LINES);

    assertThat(sealed()).hasSizeGreaterThan(2);
    assertThat(sealed().get(0).getFileName()).hasToString("00000000000000000001.jsonl");
    assertThat(directory.resolve("orders.jsonl")).exists();
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(LINES));
  }

  @Test
  void readsFromAnySeqOnAndByBlocks() throws IOException {
    write(1, LINES);

    for (long from = 1; from <= LINES + 1; from++) {
      try (LineCursor cursor = outside().lines(ORDERS, from)) {
        assertThat(seqs(readAll(cursor))).isEqualTo(between(from, LINES));
      }
      try (LineCursor cursor = outside().linesFromFact(ORDERS, from)) {
        assertThat(seqs(readAll(cursor))).isEqualTo(between(from, LINES));
      }
    }
    List<Long> inBlocks = new ArrayList<>();
    for (Block block : outside().blocks("orders")) {
      try (LineCursor cursor = outside().lines("orders", block)) {
        inBlocks.addAll(seqs(readAll(cursor)));
      }
    }
    assertThat(inBlocks).isEqualTo(upTo(LINES));
  }

  @Test
  void goesOnAfterARestart() throws IOException {
    for (int round = 0; round < 6; round++) {
      write(round * 10L + 1, round * 10L + 10);
    }

    assertThat(sealed()).isNotEmpty();
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(LINES));
    assertThat(outside().bounds(ORDERS)).isEqualTo(new LogBounds(LINES, LINES, 0, 0));
  }

  @Test
  void aCursorFollowsTheLogFromFileToFile() {
    try (Journal journal = Journal.open(directory, SMALL);
        LineCursor inside = journal.reader().lines(ORDERS, 1);
        LineCursor outside = outside().lines(ORDERS, 1)) {
      List<Long> seenInside = new ArrayList<>();
      List<Long> seenOutside = new ArrayList<>();
      for (long seq = 1; seq <= LINES; seq++) {
        JournalLines.appendOneByOne(journal, ORDERS, seq, seq);
        if (seq % 7 == 0 || seq == LINES) {
          seenInside.addAll(seqs(readAll(inside)));
          seenOutside.addAll(seqs(readAll(outside)));
          assertThat(seenInside).isEqualTo(upTo(seq));
          assertThat(seenOutside).isEqualTo(upTo(seq));
        }
      }
    }
  }

  @Test
  void readsABlockThatWasSealedSinceItWasTold() {
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 3);
      Block block = journal.reader().blocks("orders").get(0);
      JournalLines.appendOneByOne(journal, ORDERS, 4, LINES);

      try (LineCursor cursor = journal.reader().lines("orders", block)) {
        assertThat(seqs(readAll(cursor))).isEqualTo(upTo(3));
      }
    }
  }

  @Test
  void deletesSegmentsWhoseLinesAreAllDeleted() throws IOException {
    write(1, LINES);
    int segments = sealed().size();
    try (Journal journal = Journal.open(directory, SMALL)) {
      await(journal.deleteTo(ORDERS, 30));

      assertThat(sealed()).isNotEmpty().hasSizeLessThan(segments);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(between(31, LINES));
      await(journal.deleteTo(ORDERS, LINES));
      assertThat(directory.resolve("orders")).doesNotExist();
      assertThat(directory.resolve("orders.jsonl")).doesNotExist();
    }
    write(LINES + 1, LINES + 1);

    assertThat(seqs(readAll(outside(), ORDERS))).containsExactly(LINES + 1L);
  }

  @Test
  void whoReadsInTheNodeMeetsNoGapWhileSegmentsAreDeleted() {
    write(1, LINES);
    FaultyDisk disk = new FaultyDisk();
    List<List<Long>> read = new ArrayList<>();
    try (Journal journal = Journal.open(directory, disk, SMALL, Duration.ZERO)) {
      await(journal.open(ORDERS));
      disk.failDeletes(
          path -> {
            read.add(seqs(readAll(journal.reader(), ORDERS)));
            return false;
          });

      await(journal.deleteTo(ORDERS, 30));
    }

    assertThat(read).hasSizeGreaterThan(2).containsOnly(between(31, LINES));
  }

  @Test
  void whoIsToldOfAnAppendCannotInterruptTheThreadThatSealsNext() {
    try (Journal journal = Journal.open(directory, settings(1024, Duration.ZERO))) {
      for (long seq = 1; seq <= 300; seq++) {
        LineGroup group = JournalLines.group("orders", seq, seq, 1);
        CompletionStage<Void> appended = journal.append(ORDERS, List.of(group));

        JournalLines.await(appended.thenRun(() -> Thread.currentThread().interrupt()));
        Thread.interrupted(); // it may have been this one
      }

      assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(upTo(300));
    }
  }

  @Test
  void sealsAFileOfAPredecessorOnceItsOwnLinesAreInIt() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      lines.append(PredecessorFormat.line("orders", i)).append('\n');
    }
    Files.writeString(directory.resolve("orders.jsonl"), lines);
    write(31, 31);
    Files.writeString(
        directory.resolve("orders.jsonl"),
        PredecessorFormat.line("orders", 32) + "\n",
        StandardOpenOption.APPEND);

    assertThat(sealed()).hasSize(1);
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(32));
    write(33, 33);
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(33));
  }

  @Test
  void keepsForeignLinesThatWereSealedWithTheirFile() throws IOException {
    LogId slashed = LogId.topic("a/b");
    LogId underscored = LogId.topic("a_b");
    Files.writeString(
        directory.resolve("a_b.jsonl"),
        PredecessorFormat.line("a/b", 1) + "\n" + PredecessorFormat.line("a_b", 1) + "\n");
    try (Journal journal = Journal.open(directory, SMALL)) {
      await(journal.append(slashed, List.of(group("a/b", 2, 2, 1))));
      JournalLines.appendOneByOne(journal, underscored, 2, 30);
    }
    Files.writeString(
        directory.resolve("a_b.jsonl"),
        PredecessorFormat.line("a/b", 3) + "\n",
        StandardOpenOption.APPEND);

    assertThat(directory.resolve("a_b")).isNotEmptyDirectory();
    for (int round = 0; round < 2; round++) {
      assertThat(seqs(readAll(outside(), slashed))).isEqualTo(upTo(3));
      assertThat(seqs(readAll(outside(), underscored))).isEqualTo(upTo(30));
      try (Journal journal = Journal.open(directory, SMALL)) {
        assertThat(await(journal.open(slashed)).highestSeq()).isEqualTo(3);
      }
    }
    try (Journal journal = Journal.open(directory, SMALL)) {
      await(journal.deleteTo(underscored, 30));
    }
    assertThat(readAll(outside(), underscored)).isEmpty();
    assertThat(seqs(readAll(outside(), slashed))).isEqualTo(upTo(3));
  }

  @Test
  void deletesNoSegmentThatHoldsTheOnlyLinesOfAnotherTopic() throws IOException {
    LogId underscored = LogId.topic("a_b");
    Path first = directory.resolve("a_b").resolve("00000000000000000001.jsonl");
    Files.writeString(
        directory.resolve("a_b.jsonl"),
        PredecessorFormat.line("a/b", 1) + "\n" + PredecessorFormat.line("a_b", 1) + "\n");

    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, underscored, 2, LINES);
      await(journal.deleteTo(underscored, LINES));
    }

    assertThat(first).content().startsWith(PredecessorFormat.line("a/b", 1));
    assertThat(seqs(readAll(outside(), LogId.topic("a/b")))).containsExactly(1L);
    assertThat(readAll(outside(), underscored)).isEmpty();
  }

  @Test
  void sealsByAgeWithoutFurtherAppends() {
    try (Journal journal = Journal.open(directory, settings(1024 * 1024, Duration.ofMillis(50)))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 2);

      Awaitility.await().untilAsserted(() -> assertThat(sealed()).hasSize(1));
      assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(upTo(2));
      assertThat(directory.resolve("orders.jsonl")).isEmptyFile();
    }
  }

  @Test
  void aLogSealedWhileNobodyUsesItIsLeftAsAfterAnOrderlyStop() throws IOException {
    try (Journal journal = Journal.open(directory, settings(1024 * 1024, Duration.ZERO))) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 2);
    }

    try (Journal sealing = Journal.open(directory, settings(1024 * 1024, Duration.ofMillis(1)))) {
      Awaitility.await().untilAsserted(() -> assertThat(sealed()).hasSize(1));
      assertThat(seqs(readAll(sealing.reader(), ORDERS))).isEqualTo(upTo(2));
    }

    LogPaths paths = LogPaths.toRead(directory, ORDERS);
    assertThat(StatedFile.read(RealDisk.INSTANCE, paths).facts())
        .extracting(StatedFacts::clean)
        .isEqualTo(true);
  }

  @Test
  void refusesALinkInPlaceOfTheFolderOfSegments() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 1);
      Files.createSymbolicLink(directory.resolve("orders"), elsewhere);
      JournalLines.appendOneByOne(journal, ORDERS, 2, LINES);
    }

    assertThat(elsewhere).isEmptyDirectory();
    assertThatThrownBy(() -> readAll(outside(), ORDERS)).isInstanceOf(UnsafeFile.class);
  }

  @Test
  void aTopicNamedLikeAFileHasItsOwnFolder() throws IOException {
    LogId odd = LogId.topic("orders.jsonl");
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, odd, 1, LINES);
      JournalLines.appendOneByOne(journal, ORDERS, 1, LINES);
    }

    assertThat(seqs(readAll(outside(), odd))).isEqualTo(upTo(LINES));
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(LINES));
    assertThat(Files.readString(directory.resolve("orders.jsonl"), StandardCharsets.UTF_8))
        .doesNotContain("orders.jsonl");
  }
}
