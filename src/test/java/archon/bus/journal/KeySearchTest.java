package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.head;
import static archon.bus.journal.JournalLines.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One event is found among many without reading the others, and never missed. */
final class KeySearchTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final JournalSettings SETTINGS = SmallSegments.settings(512 * 1024, Duration.ZERO);

  @TempDir Path directory;

  private void write(long firstFact, long facts) {
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      append(journal, firstFact, facts);
    }
  }

  private static void append(Journal journal, long firstFact, long facts) {
    for (long fact = firstFact; fact < firstFact + facts; fact++) {
      await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
    }
  }

  private JournalReader reader(Disk disk) {
    return JournalReader.of(
        new ReadContext(disk, directory, SETTINGS, LogEnds.UNKNOWN, new Warnings()));
  }

  private static List<Block> mayHold(JournalReader reader, long seq) {
    EventKey key = EventKey.ofId(event("orders", seq).id());
    return reader.mayHold("orders", reader.blocks("orders"), key);
  }

  private static void assertEveryHundredthIsFound(JournalReader reader, long last) {
    for (long seq = 1; seq <= last; seq += 100) {
      long wanted = seq;
      assertThat(mayHold(reader, seq))
          .as("seq %d", seq)
          .anyMatch(block -> block.firstSeq() <= wanted && wanted <= block.lastSeq());
    }
  }

  private List<Path> filters() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(".archon-bus/index"))) {
      return files.filter(file -> file.toString().endsWith(".filters")).sorted().toList();
    }
  }

  @Test
  void readsFewBlocksInSealedSegmentsAndInTheActiveFile() {
    write(1, 40);
    write(41, 40);
    JournalReader reader = reader(RealDisk.INSTANCE);
    int blocks = reader.blocks("orders").size();

    int asked = 0;
    for (long seq = 1; seq <= 8_000; seq += 100) {
      asked += mayHold(reader, seq).size();
    }

    assertEveryHundredthIsFound(reader, 8_000);
    // The block sought, and the last of the active file, which is not full and has no filter yet.
    assertThat(asked).isLessThanOrEqualTo(80 * 2 + 8);
    assertThat(blocks).isGreaterThan(20);
  }

  @Test
  void readsNoLinesToSayThatNothingIsThere() {
    write(1, 60);
    FaultyDisk disk = new FaultyDisk();
    JournalReader reader = reader(disk);
    List<Block> blocks = reader.blocks("orders");
    long before = disk.bytesRead(Path.of("00000000000000000001.jsonl"));

    List<Block> none =
        reader.mayHold("orders", blocks.subList(0, 10), EventKey.ofId("no such event"));

    assertThat(none.size()).isLessThanOrEqualTo(1);
    assertThat(disk.bytesRead(Path.of("00000000000000000001.jsonl"))).isEqualTo(before);
  }

  @Test
  void asksLittleOfEachSegmentThatDoesNotHoldTheKey() throws IOException {
    write(1, 120);
    FaultyDisk disk = new FaultyDisk();
    JournalReader reader = reader(disk);
    List<BlockRun> runs =
        reader.content("orders").runs().stream().filter(run -> !run.isOpened()).toList();
    assertThat(runs).hasSizeGreaterThan(3);
    long before = disk.questions();

    assertThat(runs)
        .noneMatch(run -> reader.mayHold("orders", run, EventKey.ofId("no such event")));

    // It opens one file and reads twice from it.
    assertThat(disk.questions() - before).isLessThanOrEqualTo(3L * runs.size());
    for (BlockRun run : runs) {
      String name = "%020d".formatted(run.firstSeq());
      Path filters = directory.resolve(".archon-bus/index/orders/" + name + ".filters");
      assertThat(disk.bytesRead(Path.of(name + ".jsonl"))).isZero();
      assertThat(disk.bytesRead(filters)).isLessThanOrEqualTo(64 + Files.size(filters) / 32);
    }
  }

  @Test
  void deniesNoSegmentThatHoldsTheKey() {
    write(1, 60);
    JournalReader reader = reader(RealDisk.INSTANCE);
    List<BlockRun> runs = reader.content("orders").runs();

    int asked = 0;
    for (long seq = 1; seq <= 6_000; seq += 7) {
      EventKey key = EventKey.ofId(event("orders", seq).id());
      for (BlockRun run : runs) {
        boolean holds = run.firstSeq() <= seq && seq <= run.lastSeq();
        boolean may = reader.mayHold("orders", run, key);
        assertThat(may || !holds).as("seq %d", seq).isTrue();
        asked += may && !run.isOpened() && !holds ? 1 : 0;
      }
    }

    assertThat(asked).isLessThan(10);
  }

  @Test
  void readsFiltersOfTheFirstVersionAndMakesNewOnes() throws IOException {
    write(1, 60);
    Map<Path, byte[]> written = new HashMap<>();
    Map<Path, byte[]> old = new HashMap<>();
    for (BlockRun run : reader(RealDisk.INSTANCE).content("orders").runs()) {
      List<Block> blocks = reader(RealDisk.INSTANCE).blocks("orders", run);
      Path lines = blocks.get(0).file();
      Path summary = directory.resolve(".archon-bus/index/orders.blocks");
      if (!lines.endsWith("orders.jsonl")) {
        String name = lines.getFileName().toString().replace(".jsonl", ".filters");
        Path filters = directory.resolve(".archon-bus/index/orders/" + name);
        written.put(filters, Files.readAllBytes(filters));
        FirstFilters.write(filters, lines, blocks);
        old.put(filters, Files.readAllBytes(filters));
      } else {
        FirstFilters.write(FilterFile.beside(summary), lines, blocks.subList(0, blocks.size() - 1));
      }
    }

    assertEveryHundredthIsFound(reader(RealDisk.INSTANCE), 6_000);
    assertThat(mayHold(reader(RealDisk.INSTANCE), 1)).hasSizeLessThanOrEqualTo(2);
    for (Path file : old.keySet()) {
      assertThat(file).hasBinaryContent(old.get(file));
    }

    try (Journal journal = Journal.open(directory, SETTINGS)) {
      assertEveryHundredthIsFound(journal.reader(), 6_000);
      append(journal, 61, 10); // completes a block of the active file
      assertEveryHundredthIsFound(journal.reader(), 7_000);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(written)
                      .allSatisfy((file, bytes) -> assertThat(file).hasBinaryContent(bytes)));
    }
    assertThat(mayHold(reader(RealDisk.INSTANCE), 6_001)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void findsInsideOfANodeWhileItWrites() {
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      for (long fact = 1; fact <= 30; fact++) {
        append(journal, fact, 1);
        assertThat(mayHold(journal.reader(), fact * 100 - 50)).isNotEmpty();
      }
      assertEveryHundredthIsFound(journal.reader(), 3_000);
    }
  }

  @Test
  void missesNothingWithoutFiltersAndMakesThemAnew() throws IOException {
    write(1, 60);
    List<Path> all = filters();
    assertThat(all).hasSizeGreaterThan(2);
    for (Path file : all) {
      Files.delete(file);
    }

    assertEveryHundredthIsFound(reader(RealDisk.INSTANCE), 6_000);

    try (Journal journal = Journal.open(directory, SETTINGS)) {
      append(journal, 61, 10); // completes a block of the active file
      assertEveryHundredthIsFound(journal.reader(), 7_000);
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(filters()).containsAll(all));
    }
    assertThat(mayHold(reader(RealDisk.INSTANCE), 1)).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void missesNothingWhenFiltersAreDamaged() throws IOException {
    write(1, 60);
    for (Path file : filters()) {
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at < bytes.length; at += 97) {
        bytes[at] ^= 32;
      }
      Files.write(file, bytes);
    }

    assertEveryHundredthIsFound(reader(RealDisk.INSTANCE), 6_000);
  }

  @Test
  void findsAPredecessorsLineWithoutIdBeforeAndAfterItWasSealed() throws IOException {
    String line =
        new String(head(event("orders", 1)), StandardCharsets.UTF_8)
                .replaceFirst("\"id\":\"[^\"]*\",", "")
            + "}\n";
    Files.writeString(directory.resolve("orders.jsonl"), line.repeat(400));
    List<String> before = ids();
    try (Journal journal = Journal.open(directory, SmallSegments.settings(4096, Duration.ZERO))) {
      await(journal.append(ORDERS, List.of(group("orders", 401, 401, 50))));
      await(journal.append(ORDERS, List.of(group("orders", 451, 402, 50))));
    }
    assertThat(directory.resolve("orders/00000000000000000001.jsonl")).exists();

    JournalReader reader = reader(RealDisk.INSTANCE);

    assertThat(ids().subList(0, 400)).isEqualTo(before).doesNotHaveDuplicates();
    for (int i = 0; i < 400; i += 50) {
      assertThat(reader.mayHold("orders", reader.blocks("orders"), EventKey.ofId(before.get(i))))
          .anyMatch(block -> block.firstSeq() == 1 || block.checksummed());
    }
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (JournalLine line : readAll(reader(RealDisk.INSTANCE), ORDERS)) {
      ids.add(line.event().id());
    }
    return ids;
  }

  @Test
  void leavesNoFiltersOfAClearedTopic() throws IOException {
    try (Journal journal = Journal.open(directory, SETTINGS)) {
      append(journal, 1, 30);
      assertThat(filters()).isNotEmpty();
      await(journal.deleteTo(ORDERS, 30));
      assertThat(filters()).isEmpty();
    }
  }
}
