package archon.bus.journal;

import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static archon.bus.journal.JournalLines.tinyGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be cut: design.md, section 4. */
final class LogRecoveryTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  /** Thirty lines: ten groups of one, two, three … lines, in ten appends. */
  private CrashedLog thirtyLines() throws IOException {
    List<List<LineGroup>> appends = new ArrayList<>();
    long seq = 1;
    for (int i = 0; i < 10; i++) {
      int count = 1 + i % 5;
      appends.add(List.of(tinyGroup("orders", seq, i + 1, count)));
      seq += count;
    }
    return CrashedLog.after(directory, FaultyDisk.withoutForce(), ORDERS, appends);
  }

  /** Each group was an append of its own. */
  private CrashedLog crashedAfter(LineGroup... appends) throws IOException {
    List<List<LineGroup>> groups = Stream.of(appends).map(List::of).toList();
    return CrashedLog.after(directory, new FaultyDisk(), ORDERS, groups);
  }

  @Test
  void recoversWholeGroupsFromACutAtAnyByte() throws IOException {
    CrashedLog crashed = thirtyLines();
    byte[] whole = crashed.lines();

    for (int length = 0; length <= whole.length; length++) {
      crashed.restore();
      Files.write(crashed.paths.lines(), Arrays.copyOf(whole, length));
      long expected = wholeGroups(whole, length);

      LogWriter writer = crashed.open();

      assertThat(writer.bounds().highestSeq()).as("cut at byte %d", length).isEqualTo(expected);
      CrashedLog.append(
          writer, List.of(tinyGroup("orders", expected + 1, writer.bounds().highestFact() + 1, 1)));
      assertThat(seqs(readAll(crashed.reader(), ORDERS)))
          .as("cut at byte %d", length)
          .isEqualTo(LongStream.rangeClosed(1, expected + 1).boxed().toList());
      writer.release();
    }
  }

  /**
   * Seq of the last line of the last group that is whole in the first bytes; a line may lack its
   * line end.
   */
  private static long wholeGroups(byte[] bytes, int length) {
    long seq = 0;
    long whole = 0;
    int from = 0;
    for (int i = 0; i < bytes.length && i <= length; i++) {
      if (bytes[i] == '\n') {
        seq++;
        if (!new String(bytes, from, i - from, StandardCharsets.UTF_8).contains("\"more\":true")) {
          whole = seq;
        }
        from = i + 1;
      }
    }
    return whole;
  }

  @Test
  void readersOutsideSeeOnlyWholeGroupsOfACutFile() throws IOException {
    CrashedLog crashed = thirtyLines();
    byte[] whole = crashed.lines();

    for (int length = 0; length <= whole.length; length += 3) {
      Files.write(crashed.paths.lines(), Arrays.copyOf(whole, length));

      assertThat(readAll(crashed.reader(), ORDERS))
          .as("cut at byte %d", length)
          .hasSize((int) wholeGroups(whole, length));
    }
  }

  @Test
  void movesATornGroupToQuarantine() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 2), group("orders", 3, 2, 3));
    byte[] whole = crashed.lines();
    int secondGroup = endOfLine(whole, 2);
    int torn = endOfLine(whole, 4) + 10;
    Files.write(crashed.paths.lines(), Arrays.copyOf(whole, torn));

    LogWriter writer = crashed.open();

    assertThat(writer.bounds()).isEqualTo(new LogBounds(1, 2, 0, 0));
    try (Stream<Path> kept = Files.list(directory.resolve(".archon-bus/quarantine"))) {
      Path bytes = kept.findFirst().orElseThrow();
      assertThat(bytes.getFileName().toString()).startsWith("orders-" + secondGroup + "-");
      assertThat(Files.readAllBytes(bytes)).isEqualTo(Arrays.copyOfRange(whole, secondGroup, torn));
    }
  }

  @Test
  void cutsALastGroupThatIsDamagedAfterAnUncleanStop() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 2), group("orders", 3, 2, 3));
    byte[] bytes = crashed.lines().clone();
    Arrays.fill(bytes, endOfLine(bytes, 2), endOfLine(bytes, 3) - 1, (byte) 0);
    Files.write(crashed.paths.lines(), bytes);

    LogWriter writer = crashed.open();

    assertThat(writer.bounds()).isEqualTo(new LogBounds(1, 2, 0, 0));
    assertThat(crashed.paths.lines()).hasSize(endOfLine(bytes, 2));
  }

  @Test
  void neverCutsDamageBeforeTheLastGroup() throws IOException {
    CrashedLog crashed =
        crashedAfter(group("orders", 1, 1, 1), group("orders", 2, 2, 1), group("orders", 3, 3, 1));
    byte[] bytes = crashed.lines().clone();
    bytes[endOfLine(bytes, 1) + 30] ^= 1;
    Files.write(crashed.paths.lines(), bytes);

    LogWriter writer = crashed.open();
    CrashedLog.append(writer, List.of(group("orders", 4, 4, 1)));

    assertThat(JournalLines.readableSeqs(crashed.reader(), ORDERS)).containsExactly(1L, 3L, 4L);
    assertThat(Arrays.copyOf(Files.readAllBytes(crashed.paths.lines()), bytes.length))
        .isEqualTo(bytes);
  }

  @Test
  void takesADamagedGroupForAnEarlierOneWhenAnotherFactFollows() throws IOException {
    CrashedLog crashed =
        crashedAfter(group("orders", 1, 1, 1), group("orders", 2, 2, 1), group("orders", 3, 3, 2));
    byte[] bytes = crashed.lines().clone();
    Arrays.fill(bytes, endOfLine(bytes, 1), endOfLine(bytes, 2) - 1, (byte) 0);
    int torn = endOfLine(bytes, 3) + 5;
    Files.write(crashed.paths.lines(), Arrays.copyOf(bytes, torn));

    // The damaged line was durable before the torn group was written; the next number is open once
    // that is cut.
    assertThatThrownBy(crashed::open).isInstanceOf(DamagedLog.class);
    assertThat(Files.readAllBytes(crashed.paths.lines()))
        .startsWith(Arrays.copyOf(bytes, endOfLine(bytes, 2)));
  }

  @Test
  void neverCutsAfterACleanStop() throws IOException {
    CrashedLog crashed =
        CrashedLog.after(
            directory,
            new FaultyDisk(),
            ORDERS,
            List.of(List.of(group("orders", 1, 1, 1), group("orders", 2, 2, 1))));
    LogWriter first = crashed.open();
    CrashedLog.append(first, List.of(group("orders", 3, 3, 1)));
    first.release();
    byte[] bytes = Files.readAllBytes(crashed.paths.lines());
    bytes[endOfLine(bytes, 2) + 30] ^= 1;
    Files.write(crashed.paths.lines(), bytes);

    LogWriter writer = crashed.open();

    assertThat(writer.bounds().highestSeq()).isEqualTo(3);
    CrashedLog.append(writer, List.of(group("orders", 4, 4, 1)));
    assertThat(JournalLines.readableSeqs(crashed.reader(), ORDERS)).containsExactly(1L, 2L, 4L);
    assertThat(directory.resolve(".archon-bus/quarantine")).doesNotExist();
  }

  @Test
  void suppliesTheLineEndOfAValidLastLine() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 1));
    byte[] whole = crashed.lines();
    Files.write(crashed.paths.lines(), Arrays.copyOf(whole, whole.length - 1));

    LogWriter writer = crashed.open();

    assertThat(writer.bounds().highestSeq()).isEqualTo(1);
    assertThat(Files.readAllBytes(crashed.paths.lines())).isEqualTo(whole);
  }

  @Test
  void goesOnBehindAFileThatVanishedAfterACleanStop() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open().release();
    Files.delete(crashed.paths.lines());

    LogWriter writer = crashed.open();

    assertThat(writer.bounds()).isEqualTo(new LogBounds(1, 3, 1, 3));
    CrashedLog.append(writer, List.of(group("orders", 4, 2, 1)));
    assertThat(seqs(readAll(crashed.reader(), ORDERS))).containsExactly(4L);
  }

  @Test
  void refusesToGuessWhenAFileVanishedWhileInUse() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    Files.delete(crashed.paths.lines());

    assertThatThrownBy(crashed::open)
        .isInstanceOf(StatedFactsLost.class)
        .hasMessageContaining("orders.jsonl is gone although it was in use");
  }

  @Test
  void refusesToGuessWhenAFileWasReplacedWhileInUse() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open();
    Files.delete(crashed.paths.lines());
    Files.writeString(crashed.paths.lines(), PredecessorFormat.line("orders", 1) + "\n");

    assertThatThrownBy(crashed::open)
        .isInstanceOf(StatedFactsLost.class)
        .hasMessageContaining("was replaced although it was in use");
  }

  @Test
  void neverCutsWhatAnotherProgramLeftBehindACleanStop() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open().release();
    Files.writeString(
        crashed.paths.lines(), "{\"id\":\"torn\",\"seq\":4", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(crashed.paths.lines());

    LogWriter writer = crashed.open();
    CrashedLog.append(writer, List.of(group("orders", 4, 2, 1)));

    assertThat(Files.readAllBytes(crashed.paths.lines())).startsWith(before);
    assertThat(JournalLines.readableSeqs(crashed.reader(), ORDERS)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void refusesToGuessWhenStatedFactsAndLinesAreLost() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    Files.write(crashed.paths.stated(), new byte[8192]);
    Files.delete(crashed.paths.lines());

    assertThatThrownBy(crashed::open)
        .isInstanceOf(StatedFactsLost.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void takesTheNumbersFromTheLinesWhenStatedFactsAreLost() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open().release();

    for (byte[] damaged : List.of(new byte[8192], new byte[0])) {
      Files.write(crashed.paths.stated(), damaged);
      assertThat(crashed.open().bounds().highestSeq()).isEqualTo(3);
    }
    Files.delete(crashed.paths.stated());
    assertThat(crashed.open().bounds().highestSeq()).isEqualTo(3);
  }

  @Test
  void numbersLinesOfAnotherProgramAfterACleanStop() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open().release();
    Files.writeString(
        crashed.paths.lines(),
        PredecessorFormat.line("orders", 4) + "\n",
        StandardOpenOption.APPEND);

    LogWriter writer = crashed.open();
    CrashedLog.append(writer, List.of(group("orders", 5, 3, 1)));

    List<JournalLine> lines = readAll(crashed.reader(), ORDERS);
    assertThat(seqs(lines)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(lines.get(3).fact()).isEqualTo(2);
    assertThat(lines.get(3).event().payload().toString()).isEqualTo("{\"number\":4}");
  }

  @Test
  void numbersLinesBehindTheOldOnesWhenAnotherProgramReplacedTheFile() throws IOException {
    CrashedLog crashed = crashedAfter(group("orders", 1, 1, 3));
    crashed.open().release();
    Files.delete(crashed.paths.lines());
    Files.writeString(crashed.paths.lines(), PredecessorFormat.line("orders", 1) + "\n");

    assertThat(seqs(readAll(crashed.reader(), ORDERS))).containsExactly(4L);
    LogWriter writer = crashed.open();
    CrashedLog.append(writer, List.of(group("orders", 5, 3, 1)));

    assertThat(seqs(readAll(crashed.reader(), ORDERS))).containsExactly(4L, 5L);
    writer.release();
    assertThat(crashed.open().bounds()).isEqualTo(new LogBounds(3, 5, 1, 3));
  }

  @Test
  void finishesAClearThatACrashInterrupted() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    CrashedLog crashed =
        CrashedLog.after(directory, disk, ORDERS, List.of(List.of(group("orders", 1, 1, 3))));
    LogWriter dying = crashed.open();
    disk.failDeletes(path -> path.endsWith("orders.jsonl"));
    assertThatThrownBy(() -> dying.deleteTo(3, 1)).isInstanceOf(LogFenced.class);
    disk.failDeletes(path -> false);

    assertThat(readAll(crashed.reader(), ORDERS)).isEmpty();
    LogWriter writer = crashed.open();

    assertThat(writer.bounds()).isEqualTo(new LogBounds(1, 3, 1, 3));
    assertThat(crashed.paths.lines()).doesNotExist();
  }

  @Test
  void opensWithoutReadingTheWholeFile() throws IOException {
    List<List<LineGroup>> appends = new ArrayList<>();
    for (int fact = 1; fact <= 40; fact++) {
      appends.add(List.of(group("orders", (fact - 1) * 100L + 1, fact, 100)));
    }
    CrashedLog crashed = CrashedLog.after(directory, new FaultyDisk(), ORDERS, appends);
    FaultyDisk disk = new FaultyDisk();
    ReadContext counted =
        new ReadContext(disk, directory, JournalSettings.DEFAULT, LogEnds.UNKNOWN, new Warnings());

    LogWriter writer = LogWriter.open(counted, crashed.paths, false, end -> {});

    assertThat(writer.bounds().highestSeq()).isEqualTo(4_000);
    assertThat(disk.bytesRead(crashed.paths.lines())).isLessThan(crashed.lines().length / 2);
  }

  private static int endOfLine(byte[] bytes, int line) {
    int at = 0;
    for (int seen = 0; seen < line; at++) {
      if (bytes[at] == '\n') {
        seen++;
      }
    }
    return at;
  }
}
