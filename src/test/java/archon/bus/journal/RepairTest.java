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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a repair everything that was intact can be read, nothing is damaged any more, the topic
 * takes lines again, and every byte that was there still is.
 */
final class RepairTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final JournalSettings SMALL = SmallSegments.settings(4096, Duration.ZERO);

  @TempDir Path directory;

  private JournalSettings settings = JournalSettings.DEFAULT;

  private Path lines() {
    return directory.resolve("orders.jsonl");
  }

  private Path stated() {
    return directory.resolve(".archon-bus/topics/orders.stated");
  }

  private void write(long from, long to) {
    try (Journal journal = Journal.open(directory, settings)) {
      appendOneByOne(journal, ORDERS, from, to);
    }
  }

  private JournalReader reader() {
    return JournalReader.of(directory, settings);
  }

  private List<Finding> damage() {
    return Damage.foundIn(directory, settings);
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private List<RepairStep> propose() throws IOException {
    Map<String, byte[]> before = files();
    List<RepairStep> steps = new ArrayList<>();
    try (Repair repair = Repair.proposal(directory, settings)) {
      repair.run(null, steps::add, lines -> {});
    }
    Map<String, byte[]> after = files();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
    return steps;
  }

  private List<RepairStep> repair() {
    List<RepairStep> steps = new ArrayList<>();
    try (Repair repair = Repair.confirmed(directory, settings, Duration.ZERO)) {
      repair.run(null, steps::add, lines -> {});
    }
    return steps;
  }

  /** Proposes and repairs; checks what holds after every repair; gives the seqs that are left. */
  private List<Long> repaired(Path... changed) throws IOException {
    assertThat(damage()).isNotEmpty();
    List<byte[]> originals = new ArrayList<>();
    for (Path file : changed) {
      originals.add(Files.readAllBytes(file));
    }

    assertThat(propose()).isNotEmpty().noneMatch(RepairStep::isLeft);
    assertThat(repair()).isNotEmpty().noneMatch(RepairStep::isLeft);

    assertThat(damage()).isEmpty();
    List<byte[]> kept = new ArrayList<>();
    files().forEach((name, bytes) -> kept.add(name.contains("/quarantine/") ? bytes : new byte[0]));
    for (byte[] original : originals) {
      // Opening may have supplied a line end.
      assertThat(kept)
          .anyMatch(
              bytes ->
                  bytes.length >= original.length
                      && Arrays.equals(Arrays.copyOf(bytes, original.length), original));
    }
    List<Long> readable = seqs(readAll(reader(), ORDERS));
    appendTwo();
    assertThat(damage()).isEmpty();
    List<Long> more = seqs(readAll(reader(), ORDERS));
    assertThat(more.subList(0, more.size() - 2)).isEqualTo(readable);
    return readable;
  }

  @Test
  void endsAGroupWhoseLastLineIsLostWithoutStatedFacts() throws IOException {
    try (Journal journal = Journal.open(directory, settings)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 2))));
      await(journal.append(ORDERS, List.of(group("orders", 3, 2, 3))));
    }
    Files.delete(stated());
    Damage.flipBit(lines(), startOfLine(5) + 10);

    assertThat(repaired(lines())).containsExactly(1L, 2L, 3L, 4L);
  }

  private void appendTwo() {
    try (Journal journal = Journal.open(directory, settings)) {
      LogBounds bounds = await(journal.open(ORDERS));
      long seq = bounds.highestSeq() + 1;
      await(journal.append(ORDERS, List.of(group("orders", seq, bounds.highestFact() + 1, 2))));
      List<Long> seqs = seqs(readAll(journal.reader(), ORDERS));
      assertThat(seqs.subList(seqs.size() - 2, seqs.size())).containsExactly(seq, seq + 1);
    }
  }

  private int startOfLine(int line) throws IOException {
    return Damage.startOfLine(lines(), line);
  }

  private static List<Long> oneTo(long last, Long... without) {
    List<Long> seqs = new ArrayList<>(LongStream.rangeClosed(1, last).boxed().toList());
    seqs.removeAll(List.of(without));
    return seqs;
  }

  @Test
  void putsAMarkInPlaceOfALineAndMovesNoOther() throws IOException {
    write(1, 10);
    long[] before = readAll(reader(), ORDERS).stream().mapToLong(JournalLine::byteOffset).toArray();
    Damage.flipBit(lines(), startOfLine(5) + 50);

    List<Long> left = repaired(lines());

    assertThat(left).isEqualTo(oneTo(10, 5L));
    for (JournalLine line : readAll(reader(), ORDERS).subList(0, 9)) {
      assertThat(line.byteOffset()).isEqualTo(before[(int) line.seq() - 1]);
    }
    assertThat(Files.readString(lines())).contains("{\"lost\":{\"from\":5,\"to\":5,");
  }

  @Test
  void marksTheFirstAndTheLastLineAndTwoThatWereGluedTogether() throws IOException {
    write(1, 10);
    int tenth = startOfLine(10);
    Damage.flipBit(lines(), 3);
    Damage.flipBit(lines(), startOfLine(6) - 1); // the line end between 5 and 6
    Damage.flipBit(lines(), tenth + 60);

    assertThat(repaired(lines())).isEqualTo(oneTo(10, 1L, 5L, 6L, 10L));
  }

  @Test
  void marksLinesThatAreMissing() throws IOException {
    write(1, 10);
    byte[] whole = Files.readAllBytes(lines());
    int from = startOfLine(5);
    int to = startOfLine(8);
    byte[] without = new byte[whole.length - (to - from)];
    System.arraycopy(whole, 0, without, 0, from);
    System.arraycopy(whole, to, without, from, whole.length - to);
    Files.write(lines(), without);

    assertThat(repaired(lines())).isEqualTo(oneTo(10, 5L, 6L, 7L));
  }

  @Test
  void givesNoSeqTwiceWhenTheEndIsMissingAfterACleanStop() throws IOException {
    write(1, 10);
    Files.write(lines(), Arrays.copyOf(Files.readAllBytes(lines()), startOfLine(8) + 20));

    assertThat(repaired(lines())).isEqualTo(oneTo(7));

    assertThat(reader().bounds(ORDERS).highestSeq()).isEqualTo(12);
  }

  @Test
  void blanksALineThatIsThereTwice() throws IOException {
    write(1, 10);
    byte[] whole = Files.readAllBytes(lines());
    int from = startOfLine(9);
    byte[] twice = Arrays.copyOf(whole, whole.length + whole.length - from);
    System.arraycopy(whole, from, twice, whole.length, whole.length - from);
    Files.write(lines(), twice);

    assertThat(repaired(lines())).isEqualTo(oneTo(10));
  }

  @Test
  void closesAnyHoles() throws IOException {
    write(1, 20);
    Map<String, byte[]> intact = files();
    Random random = new Random(5);
    for (int round = 0; round < 25; round++) {
      for (Map.Entry<String, byte[]> file : intact.entrySet()) {
        Files.write(directory.resolve(file.getKey()), file.getValue());
      }
      byte[] bytes = Files.readAllBytes(lines());
      for (int i = 0; i <= round % 3; i++) {
        int from = random.nextInt(bytes.length);
        byte fill = (byte) (round % 2 == 0 ? 0 : 'x');
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(900)), fill);
      }
      Files.write(lines(), bytes);
      List<Long> readable = JournalLines.readableSeqs(reader(), ORDERS);

      assertThat(repaired(lines())).as("round %d", round).isEqualTo(readable);
    }
  }

  @Test
  void skipsNumbersThatMayHaveBeenGivenWhenNothingTellsThem() throws IOException {
    write(1, 10);
    Files.delete(stated());
    Damage.flipBit(lines(), startOfLine(10) + 60);
    assertThatThrownBy(this::appendTwo).isInstanceOf(DamagedLog.class);

    assertThat(repaired(lines())).isEqualTo(oneTo(9));

    assertThat(reader().bounds(ORDERS).highestSeq())
        .isBetween(HighestNumbers.DISTANCE + 10, HighestNumbers.DISTANCE + 20);
  }

  @Test
  void findsNumbersForATopicWhoseStatementAndLinesAreLost() throws IOException {
    write(1, 10);
    try (Journal journal = Journal.open(directory, settings)) {
      await(journal.deleteTo(ORDERS, 10));
    }
    Damage.flipBit(stated(), 200);
    Damage.flipBit(stated(), StatedFacts.SLOT_BYTES + 200);
    assertThatThrownBy(this::appendTwo).isInstanceOf(StatedFactsLost.class);

    assertThat(repaired(stated())).isEmpty();

    assertThat(reader().bounds(ORDERS).highestSeq()).isEqualTo(HighestNumbers.DISTANCE + 12);
  }

  @Test
  void goesOnWhenTheFileWasTakenAwayInUse() throws IOException {
    settings = SMALL;
    byte[] inUse;
    try (Journal journal = Journal.open(directory, settings)) {
      appendOneByOne(journal, ORDERS, 1, 50);
      inUse = Files.readAllBytes(stated());
    }
    Files.write(stated(), inUse);
    long sealed = Files.readAllLines(lastSealed()).size();
    Files.delete(lines());
    assertThatThrownBy(this::appendTwo).isInstanceOf(StatedFactsLost.class);

    List<Long> left = repaired();

    assertThat(left).hasSizeLessThan(50).hasSizeGreaterThanOrEqualTo((int) sealed);
    assertThat(reader().bounds(ORDERS).highestSeq()).isGreaterThan(HighestNumbers.DISTANCE);
  }

  private Path lastSealed() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("orders"))) {
      return files.sorted().reduce((first, second) -> second).orElseThrow();
    }
  }

  @Test
  void repairsSealedSegments() throws IOException {
    settings = SMALL;
    write(1, 60);
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory.resolve("orders"))) {
      segments = files.sorted().toList();
    }
    assertThat(segments).hasSizeGreaterThan(2);
    Damage.flipBit(segments.get(1), 100);
    long firstOfSecond = Long.parseLong(segments.get(1).getFileName().toString(), 0, 20, 10);

    assertThat(repaired(segments.get(1))).isEqualTo(oneTo(60, firstOfSecond));

    Files.delete(segments.get(1));
    assertThat(repaired()).hasSizeLessThan(60).contains(1L, 60L);
    Files.delete(segments.get(0));
    assertThat(repaired()).doesNotContain(1L).contains(60L);
  }

  @Test
  void movesAwayStatedFactsThatTheLinesTellToo() throws IOException {
    write(1, 10);
    Files.write(stated(), "x".repeat(8192).getBytes(StandardCharsets.US_ASCII));

    assertThat(repaired(stated())).isEqualTo(oneTo(10));
  }

  @Test
  void deletesIndexesAndMovesSnapshotsThatAreDamaged() throws IOException {
    try (Journal journal = Journal.open(directory, settings)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 600))));
    }
    Damage.flipBit(directory.resolve(".archon-bus/index/orders.blocks"), 80);
    Path folder = directory.resolve(".archon-bus/snapshots/archon.topic%7Corders");
    Files.createDirectories(folder);
    Path snapshot = folder.resolve("00000000000000000001-1.json");
    Files.writeString(snapshot, "{\"last_seq\":600}");

    assertThat(repaired(snapshot)).isEqualTo(oneTo(600));

    assertThat(snapshot).doesNotExist();
  }

  @Test
  void goesOnBehindWhatOnlyASnapshotKnows() throws IOException {
    write(1, 10);
    Path folder = directory.resolve(".archon-bus/snapshots/archon.topic%7Corders");
    Files.createDirectories(folder);
    byte[] text = "{\"sequence_nr\":30,\"last_seq\":30}".getBytes(StandardCharsets.UTF_8);
    CheckedFile.at(RealDisk.INSTANCE, folder.resolve("00000000000000000030-1.json")).write(text);
    Files.delete(stated());

    assertThat(repaired(lines())).isEqualTo(oneTo(10));

    try (Journal journal = Journal.open(directory, settings)) {
      assertThat(await(journal.open(ORDERS)).highestSeq()).isGreaterThan(30);
    }
  }

  @Test
  void leavesOtherPersistentActorsAlone() throws IOException {
    LogId account = LogId.entity("account|1");
    try (Journal journal = Journal.open(directory, settings)) {
      await(journal.append(account, List.of(group("account|1", 1, 1, 5))));
    }
    Path file = directory.resolve(".archon-bus/persistence/account%7C1.jsonl");
    Damage.flipBit(file, 40);
    byte[] damaged = Files.readAllBytes(file);

    List<RepairStep> steps = repair();

    assertThat(steps).hasSize(1).allMatch(RepairStep::isLeft);
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
  }

  @Test
  void doesNothingToAnIntactDirectory() throws IOException {
    write(1, 10);
    byte[] before = Files.readAllBytes(lines());

    assertThat(propose()).isEmpty();
    assertThat(repair()).isEmpty();

    assertThat(Files.readAllBytes(lines())).isEqualTo(before);
  }
}
