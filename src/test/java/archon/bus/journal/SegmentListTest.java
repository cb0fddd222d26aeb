package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed segments that are only passed over are not looked at, however many there are. */
final class SegmentListTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId SMALL = LogId.topic("small");
  private static final int LINES = 120;

  /** Sealed with each line. */
  private static final JournalSettings SETTINGS = SmallSegments.settings(1, Duration.ZERO);

  @TempDir Path directory;

  private void write(LogId log, long from, long to) {
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      appendOneByOne(journal, log, from, to);
    }
  }

  private JournalReader reader(Disk disk) {
    return JournalReader.of(
        new ReadContext(disk, directory, SETTINGS, LogEnds.UNKNOWN, new Warnings()));
  }

  private Path list() {
    return directory.resolve(".archon-bus/index/orders/segments.blocks");
  }

  private Path segment(long firstSeq) {
    return directory.resolve("orders/%020d.jsonl".formatted(firstSeq));
  }

  private List<Block> entries() throws IOException {
    ReadContext context =
        new ReadContext(RealDisk.INSTANCE, directory, SETTINGS, LogEnds.UNKNOWN, new Warnings());
    return new SegmentList(context, LogPaths.toRead(directory, ORDERS)).read();
  }

  /** What is told of a topic, whether or not its runs are opened. */
  private static List<List<Long>> told(JournalReader reader) {
    return reader.content("orders").runs().stream().map(SegmentListTest::told).toList();
  }

  private static List<Long> told(BlockRun run) {
    return List.of(
        run.firstSeq(),
        run.lastSeq(),
        run.minTimestampMicros(),
        run.maxTimestampMicros(),
        run.bytes());
  }

  /** As if the segments had been there for long. */
  private void age(LogId log) throws IOException {
    Files.setLastModifiedTime(
        directory.resolve(log.name()), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  /** Asks for the last lines, then for the first. */
  private static void query(JournalReader reader, LogId log) {
    List<BlockRun> runs = reader.content(log.name()).runs();
    for (BlockRun run : List.of(runs.get(runs.size() - 1), runs.get(0))) {
      Block block = reader.blocks(log.name(), run).get(0);
      try (LineCursor lines = reader.lines(log.name(), block)) {
        assertThat(lines.next()).isNotNull();
      }
    }
  }

  @Test
  void aNewReaderAsksTheDiskNoMoreOftenOfManySegmentsThanOfFew() throws IOException {
    write(SMALL, 1, 5);
    write(ORDERS, 1, LINES);
    age(SMALL);
    age(ORDERS);
    FaultyDisk few = new FaultyDisk();
    FaultyDisk many = new FaultyDisk();

    query(reader(few), SMALL);
    query(reader(many), ORDERS);

    assertThat(many.questions()).isEqualTo(few.questions());
  }

  @Test
  void aReaderThatGoesOnAsksTheDiskNoMoreOftenOfManySegmentsThanOfFew() throws IOException {
    write(SMALL, 1, 5);
    write(ORDERS, 1, LINES);
    age(SMALL);
    age(ORDERS);
    FaultyDisk disk = new FaultyDisk();
    try (Journal journal = Journal.open(directory, disk, SETTINGS, Duration.ZERO)) {
      await(journal.open(SMALL));
      await(journal.open(ORDERS));
      for (JournalReader reader : List.of(journal.reader(), reader(disk))) {
        query(reader, SMALL);
        query(reader, ORDERS);
        long before = disk.questions();

        query(reader, SMALL);
        long few = disk.questions() - before;
        query(reader, ORDERS);

        assertThat(disk.questions() - before).isEqualTo(2 * few);
      }
    }
  }

  @Test
  void tellsWhatTheSegmentsTell() throws IOException {
    write(ORDERS, 1, LINES);
    List<List<Long>> listed = told(reader(RealDisk.INSTANCE));
    List<Block> blocks = reader(RealDisk.INSTANCE).blocks("orders");
    assertThat(reader(RealDisk.INSTANCE).content("orders").runs())
        .filteredOn(run -> !run.isOpened())
        .hasSizeGreaterThan(LINES - 5);

    Files.delete(list());

    assertThat(told(reader(RealDisk.INSTANCE))).isEqualTo(listed);
    assertThat(reader(RealDisk.INSTANCE).blocks("orders")).isEqualTo(blocks);
  }

  @Test
  void whatIsDamagedIsNotBelieved() throws IOException {
    write(ORDERS, 1, 10);
    List<List<Long>> right = told(reader(RealDisk.INSTANCE));
    byte[] list = Files.readAllBytes(list());

    for (int at = 0; at < list.length; at++) {
      byte[] damaged = list.clone();
      damaged[at] ^= 4;
      Files.write(list(), damaged);
      assertThat(told(reader(RealDisk.INSTANCE))).as("byte %d", at).isEqualTo(right);
    }
    for (int length = 0; length < list.length; length += 31) {
      Files.write(list(), Arrays.copyOf(list, length));
      assertThat(told(reader(RealDisk.INSTANCE))).as("%d bytes", length).isEqualTo(right);
    }
  }

  @Test
  void anEntryThatTheNextSegmentDoesNotFollowIsNotBelieved() throws IOException {
    write(ORDERS, 1, 10);
    List<List<Long>> right = told(reader(RealDisk.INSTANCE));
    Block entry = entries().get(3);
    Block other =
        new Block(
            entry.file(), 0, entry.bytes(), entry.firstSeq(), 1, 7, 0, 1, true, false); // longer

    append(other);

    assertThat(told(reader(RealDisk.INSTANCE))).isEqualTo(right);
  }

  private void append(Block entry) throws IOException {
    byte[] list = Files.readAllBytes(list());
    byte[] longer = Arrays.copyOf(list, list.length + BlockEntry.BYTES);
    System.arraycopy(BlockEntry.of(entry), 0, longer, list.length, BlockEntry.BYTES);
    Files.write(list(), longer);
  }

  @Test
  void aNodeMakesItAnewWhenAReaderMissedIt() throws IOException {
    write(ORDERS, 1, 20);
    List<Block> before = entries();
    assertThat(before).hasSize(20);
    Files.delete(list());

    try (Journal journal = Journal.open(directory, SETTINGS)) {
      assertThat(journal.reader().content("orders").runs()).hasSize(20);
      // The last one is looked at in any case.
      Awaitility.await()
          .untilAsserted(() -> assertThat(entries()).isEqualTo(before.subList(0, 19)));
    }
  }

  @Test
  void segmentsThatAreDeletedVanishFromIt() throws IOException {
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      appendOneByOne(journal, ORDERS, 1, 20);
      await(journal.deleteTo(ORDERS, 12));
      assertThat(entries())
          .extracting(Block::firstSeq)
          .containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
      assertThat(list()).hasSize(9 * 64);

      await(journal.deleteTo(ORDERS, 20));
      assertThat(list().getParent()).doesNotExist();
    }
  }

  @Test
  void aSegmentLostUnderARunningReaderIsMissed() throws IOException {
    write(ORDERS, 1, 20);
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      await(journal.open(ORDERS));
      long lost = 4;
      for (JournalReader reader : List.of(journal.reader(), reader(RealDisk.INSTANCE))) {
        age(ORDERS);
        List<List<Long>> before = told(reader);
        Files.delete(segment(lost));

        assertThat(told(reader)).hasSize(before.size() - 1).doesNotContain(before.get(3));
        lost++;
      }
    }
  }

  @Test
  void aFolderThatWasChangedJustNowIsListedAgain() throws IOException {
    write(ORDERS, 1, 20);
    JournalReader reader = reader(RealDisk.INSTANCE);
    Path folder = directory.resolve("orders");
    FileTime justNow = FileTime.from(Instant.now());
    Files.setLastModifiedTime(folder, justNow);
    assertThat(told(reader)).hasSize(20);

    Files.delete(segment(4));
    Files.setLastModifiedTime(folder, justNow); // as if its clock had not ticked

    assertThat(told(reader)).hasSize(19);
  }

  @Test
  void whatASegmentHoldsIsLookedAtWhenItIsOpened() throws IOException {
    write(ORDERS, 1, 20);
    JournalReader reader = reader(RealDisk.INSTANCE);
    BlockRun run = reader.content("orders").runs().get(3);
    assertThat(run.isOpened()).isFalse();
    assertThat(run.isOf(reader.blocks("orders", run))).isTrue();

    Files.write(segment(4), new byte[0]);

    assertThat(reader.blocks("orders", run)).isEmpty();
    assertThat(run.isOf(List.of())).isFalse();
    assertThat(told(reader)).hasSize(19);
  }

  @Test
  void aNodeDropsTheEntryOfASegmentThatLostItsLines() throws IOException {
    write(ORDERS, 1, 20);
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      BlockRun run = journal.reader().content("orders").runs().get(3);
      assertThat(entries()).extracting(Block::firstSeq).contains(4L);
      Files.write(segment(4), new byte[0]);

      assertThat(journal.reader().blocks("orders", run)).isEmpty();

      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(entries()).hasSize(19).extracting(Block::firstSeq).doesNotContain(4L));
    }
  }

  @Test
  void verifyTellsAnEntryThatDoesNotFitTheLinesAndRepairDropsIt() throws IOException {
    write(ORDERS, 1, 10);
    assertThat(Damage.foundIn(directory, SETTINGS)).isEmpty();
    Block entry = entries().get(3);
    append(new Block(entry.file(), 0, entry.bytes(), entry.firstSeq(), 4, 1, 0, 1, true, false));

    assertThat(Damage.foundIn(directory, SETTINGS))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).isEqualTo(list());
              assertThat(finding.kind()).isEqualTo(Finding.Kind.INDEX);
            });
    try (Repair repair = Repair.confirmed(directory, SETTINGS, Duration.ZERO)) {
      repair.run(null, step -> {}, lines -> {});
    }
    assertThat(list()).doesNotExist();
    assertThat(Damage.foundIn(directory, SETTINGS)).isEmpty();
  }

  @Test
  void aRepairThatChangesASegmentLeavesNoEntryOfIt() throws IOException {
    write(ORDERS, 1, 10);
    Damage.flipBit(segment(4), 20);

    try (Repair repair = Repair.confirmed(directory, SETTINGS, Duration.ZERO)) {
      repair.run(null, step -> {}, lines -> {});
    }

    assertThat(Damage.foundIn(directory, SETTINGS)).isEmpty();
    assertThat(told(reader(RealDisk.INSTANCE))).hasSize(9);
  }
}
