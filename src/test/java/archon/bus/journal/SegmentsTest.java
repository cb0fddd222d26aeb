package archon.bus.journal;

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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log whose active file is sealed again and again. */
class SegmentsTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final int LINES = 60;

  /** Sealed after some twenty lines. */
  private static final JournalSettings SMALL = settings(4096, Duration.ZERO);

  @TempDir Path directory;

  static JournalSettings settings(long segmentBytes, Duration segmentAge) {
    return JournalLines.settings(
        new LogSettings(
            SyncPolicy.BATCH, Duration.ofMillis(100), segmentBytes, segmentAge, Retention.NONE));
  }

  private void write(long from, long to) {
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, ORDERS, from, to);
    }
  }

  private JournalReader outside() {
    return JournalReader.of(directory, SMALL);
  }

  private List<Path> sealed() throws IOException {
    Path folder = directory.resolve("orders");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<Long> upTo(long last) {
    return between(1, last);
  }

  private static List<Long> between(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
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
  void recoversWhatAStopBetweenSealingAndStatingLeft() throws IOException {
    write(1, 5);
    byte[] stated = Files.readAllBytes(directory.resolve(".archon-bus/topics/orders.stated"));
    try (Journal journal = Journal.open(directory, settings(4096, Duration.ZERO))) {
      JournalLines.appendOneByOne(journal, ORDERS, 6, 8);
    }
    Path folder = Files.createDirectory(directory.resolve("orders"));
    Files.move(directory.resolve("orders.jsonl"), folder.resolve("00000000000000000001.jsonl"));
    Files.write(directory.resolve(".archon-bus/topics/orders.stated"), stated);

    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(8));
    write(9, 10);

    assertThat(sealed()).hasSize(1);
    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(upTo(10));
    assertThat(outside().topics()).containsExactly("orders");
  }

  @Test
  void makesALostOrStaleBlockFileAnew() throws IOException {
    write(1, LINES);
    Path index = directory.resolve(".archon-bus/index/orders");
    List<Path> blockFiles;
    try (Stream<Path> files = Files.list(index)) {
      blockFiles = files.filter(file -> file.toString().endsWith(".blocks")).sorted().toList();
    }
    List<Block> before = outside().blocks("orders");
    byte[] first = Files.readAllBytes(blockFiles.get(0));
    Files.delete(blockFiles.get(0));
    Files.copy(blockFiles.get(2), blockFiles.get(0));

    assertThat(outside().blocks("orders")).isEqualTo(before);
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(journal.reader().blocks("orders")).isEqualTo(before);
      Awaitility.await().untilAsserted(() -> assertThat(blockFiles.get(0)).hasBinaryContent(first));
    }
  }

  @Test
  void believesNoSummaryOfASegmentThatWasCut() throws IOException {
    write(1, LINES);
    Path segment = sealed().get(0);
    String lines = Files.readString(segment, StandardCharsets.UTF_8);
    Files.writeString(segment, lines.substring(0, lines.lastIndexOf('\n', lines.length() - 2) + 1));

    long told = outside().blocks("orders").stream().mapToLong(Block::count).sum();

    assertThat(told).isEqualTo(LINES - 1);
  }

  @Test
  void believesNoSummaryOfASegmentThatBeginsOtherwise() throws IOException {
    write(1, LINES);
    Path other = Files.createDirectory(directory.resolve("other"));
    try (Journal journal = Journal.open(other, SMALL)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 40))));
    }
    String name = ".archon-bus/index/orders/00000000000000000001.blocks";
    List<Block> right = outside().blocks("orders");
    byte[] mixed = Files.readAllBytes(directory.resolve(name));
    System.arraycopy(Files.readAllBytes(other.resolve(name)), 0, mixed, 0, 64); // the header
    Files.write(directory.resolve(name), mixed);
    FaultyDisk disk = new FaultyDisk();
    ReadContext context = new ReadContext(disk, directory, SMALL, LogEnds.UNKNOWN, new Warnings());

    assertThat(JournalReader.of(context).blocks("orders")).isEqualTo(right);

    assertThat(disk.bytesRead(sealed().get(0))).isGreaterThanOrEqualTo(Files.size(sealed().get(0)));
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
  void findsItsNumbersInTheSegmentsWhenNothingIsStated() throws IOException {
    write(1, LINES);
    try (Stream<Path> files = Files.walk(directory.resolve(".archon-bus"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Files.delete(sealed().get(0));
    long first = Long.parseLong(sealed().get(0).getFileName().toString().substring(0, 20));

    assertThat(seqs(readAll(outside(), ORDERS))).isEqualTo(between(first, LINES));
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(await(journal.open(ORDERS)))
          .isEqualTo(new LogBounds(LINES, LINES, first - 1, first - 1));
    }
  }

  private static long firstSeq(Path segment) {
    return Long.parseLong(segment.getFileName().toString().substring(0, 20));
  }

  @Test
  void reportsASegmentThatIsMissing() throws IOException {
    write(1, LINES);
    Path missing = sealed().get(1);
    long first = firstSeq(missing);
    long last = firstSeq(sealed().get(2)) - 1;
    Files.delete(missing);

    assertThatThrownBy(() -> readAll(outside(), ORDERS))
        .isInstanceOfSatisfying(
            DamagedLine.class,
            damage -> {
              assertThat(damage.expectedSeq()).isEqualTo(first);
              assertThat(damage.lastSeq()).isEqualTo(last);
            });
    assertThat(JournalLines.readableSeqs(outside(), ORDERS)).contains(1L, (long) LINES);
  }

  /** What may befall an active file while no node runs. */
  enum Fate {
    CUT_TO_NOTHING,
    ZEROED,
    REMOVED,
    REPLACED_BY_OTHER_LINES;

    void befall(Path file) throws IOException {
      switch (this) {
        case CUT_TO_NOTHING -> Files.write(file, new byte[0]);
        case ZEROED -> Files.write(file, new byte[(int) Files.size(file)]);
        case REMOVED -> Files.delete(file);
        case REPLACED_BY_OTHER_LINES -> {
          Files.delete(file);
          Files.writeString(file, PredecessorFormat.line("orders", 7) + "\n");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anActiveFileThatIsLostIsDamageAndTakesNothingWithIt(Fate fate) throws IOException {
    write(1, LINES + 3);
    List<Path> before = sealed();
    fate.befall(directory.resolve("orders.jsonl"));
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    int more = fate == Fate.REPLACED_BY_OTHER_LINES ? 1 : 0;
    write(LINES + 4 + more, LINES + 4 + more);

    assertThatThrownBy(() -> readAll(outside(), ORDERS)).isInstanceOf(DamagedLine.class);
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    assertThat(sealed()).isEqualTo(before);
    assertThat(JournalLines.readableSeqs(outside(), ORDERS))
        .startsWith(1L, 2L)
        .endsWith(LINES + 4L + more);

    repair();
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isEmpty();
    assertThat(seqs(readAll(outside(), ORDERS))).startsWith(1L, 2L).endsWith(LINES + 4L + more);
  }

  private void repair() {
    try (Repair repair = Repair.confirmed(directory, SMALL, Duration.ZERO)) {
      repair.run(null, step -> {}, lines -> {});
    }
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
  void numbersThatOnlyALostFileToldAreNotGuessed() throws IOException {
    write(1, LINES + 3);
    Files.delete(directory.resolve("orders.jsonl"));
    Files.delete(LogPaths.toRead(directory, ORDERS).stated());

    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> write(LINES + 4, LINES + 4)).isInstanceOf(StatedFactsLost.class);
    repair();
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isEmpty();
    try (Journal journal = Journal.open(directory, SMALL)) {
      assertThat(JournalLines.await(journal.open(ORDERS)).highestSeq()).isGreaterThan(LINES + 3L);
    }
  }

  @Test
  void segmentsThatAreAllGoneAreMissed() throws IOException {
    write(1, LINES + 3);
    for (Path segment : sealed()) {
      Files.delete(segment);
    }

    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> readAll(outside(), ORDERS)).isInstanceOf(DamagedLine.class);
    repair();
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isEmpty();
  }

  @Test
  void anOnlyFileThatWasZeroedIsDamage() throws IOException {
    write(1, 3);
    Fate.ZEROED.befall(directory.resolve("orders.jsonl"));

    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    assertThatThrownBy(() -> readAll(outside(), ORDERS)).isInstanceOf(DamagedLine.class);
    write(4, 4);
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isNotEmpty();
    repair();
    assertThat(Damage.foundIn(directory, JournalSettings.DEFAULT)).isEmpty();
    assertThat(seqs(readAll(outside(), ORDERS))).containsExactly(4L);
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
