package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.head;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.journal.Finding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of damage is found where it is, and nothing else is taken for damage. */
final class VerificationTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  private Path lines() {
    return directory.resolve("orders.jsonl");
  }

  private Path stated() {
    return directory.resolve(".archon-bus/topics/orders.stated");
  }

  private void tenLines() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 10);
    }
  }

  private List<Finding> findings() {
    return Damage.allFindingsIn(directory, JournalSettings.DEFAULT);
  }

  private int startOfLine(int line) throws IOException {
    return Damage.startOfLine(lines(), line);
  }

  @Test
  void findsNothingInAnIntactDirectoryAndChangesNothing() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long fact = 1; fact <= 30; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
      }
      await(journal.append(LogId.entity("a|1"), List.of(group("a|1", 1, 1, 3))));
      await(journal.deleteTo(ORDERS, 3));
      long[] lines = {0};
      List<Finding> whileOpen = new ArrayList<>();
      Verification.of(directory, JournalSettings.DEFAULT)
          .all(whileOpen::add, more -> lines[0] += more);

      assertThat(whileOpen).isEmpty();
      assertThat(lines[0]).isEqualTo(3_003);
    }
    byte[] before = Files.readAllBytes(stated());

    assertThat(findings()).isEmpty();

    assertThat(Files.readAllBytes(stated())).isEqualTo(before);
  }

  @Test
  void findsEveryFlippedBitOfALine() throws IOException {
    tenLines();
    byte[] whole = Files.readAllBytes(lines());
    int from = startOfLine(5);
    int to = startOfLine(6) - 1;

    for (int at = from; at < to; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      Files.write(lines(), damaged);
      List<Finding> findings = findings();
      assertThat(findings).as("byte %d", at).isNotEmpty().allMatch(Finding::isDamage);
      assertThat(findings.get(0).byteOffset()).isEqualTo(from);
      assertThat(findings.get(0).seq()).isEqualTo(5);
      assertThat(findings.get(0).kind()).isEqualTo(Kind.LINE);
    }
  }

  @Test
  void findsLinesThatAreMissingOrThereTwice() throws IOException {
    tenLines();
    byte[] whole = Files.readAllBytes(lines());
    int from = startOfLine(5);
    int to = startOfLine(8);
    byte[] without = new byte[whole.length - (to - from)];
    System.arraycopy(whole, 0, without, 0, from);
    System.arraycopy(whole, to, without, from, whole.length - to);
    Files.write(lines(), without);

    List<Finding> missing = findings();

    assertThat(missing).extracting(Finding::kind).containsExactly(Kind.MISSING);
    assertThat(missing.get(0).what()).isEqualTo("seq 5 to 7 are missing");
    assertThat(missing.get(0).seq()).isEqualTo(5);

    Files.write(lines(), whole);
    Files.write(lines(), Arrays.copyOfRange(whole, from, to), StandardOpenOption.APPEND);
    assertThat(findings()).extracting(Finding::kind).containsOnly(Kind.LINE).hasSize(3);
  }

  @Test
  void findsAnEndThatIsMissingAfterACleanStop() throws IOException {
    tenLines();
    byte[] whole = Files.readAllBytes(lines());

    Files.write(lines(), Arrays.copyOf(whole, startOfLine(9)));
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.MISSING);
    Files.write(lines(), Arrays.copyOf(whole, whole.length - 9));
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.LINE);
  }

  @Test
  void findsAGroupWithoutItsEnd() throws IOException {
    tenLines();
    openLastGroup(lines(), 10);
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.GROUP);

    Files.createDirectory(directory.resolve("orders"));
    Files.move(lines(), directory.resolve("orders/00000000000000000001.jsonl"));
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.GROUP);
  }

  /** Marks the last line as one that is followed by another of its group. */
  private static void openLastGroup(Path file, long seq) throws IOException {
    String lines = Files.readString(file, StandardCharsets.UTF_8);
    int from = lines.lastIndexOf('\n', lines.length() - 2) + 1;
    byte[] head =
        lines.substring(from, lines.lastIndexOf(",\"seq\":")).getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    int length = LineCodec.encode(head, new LineSpan(seq, seq, true, 0, 0, head.length), line, 0);
    Files.writeString(file, lines.substring(0, from), StandardCharsets.UTF_8);
    Files.write(file, Arrays.copyOf(line, length), StandardOpenOption.APPEND);
  }

  @Test
  void takesTheTornEndOfAnUncleanStopForNoDamage() throws IOException {
    CrashedLog crashed =
        CrashedLog.after(
            directory,
            FaultyDisk.withoutForce(),
            ORDERS,
            List.of(List.of(group("orders", 1, 1, 3)), List.of(group("orders", 4, 2, 3))));
    byte[] whole = crashed.lines();
    int proven = secondGroup(whole);

    for (int length = proven; length <= whole.length; length += 7) {
      crashed.restore();
      Files.write(lines(), Arrays.copyOf(whole, length));
      assertThat(findings()).as("cut at %d", length).noneMatch(Finding::isDamage);
    }
    for (int at = proven; at < whole.length; at += 13) {
      crashed.restore();
      byte[] zeroed = whole.clone();
      Arrays.fill(zeroed, at, Math.min(whole.length, at + 200), (byte) 0);
      Files.write(lines(), zeroed);
      assertThat(findings())
          .as("zeros at %d", at)
          .allMatch(finding -> finding.kind() == Kind.UNFINISHED);
    }
    crashed.restore();
    byte[] earlier = whole.clone();
    earlier[proven - 30] ^= 1;
    Files.write(lines(), earlier);
    assertThat(findings()).isNotEmpty().allMatch(Finding::isDamage);
  }

  private static int secondGroup(byte[] bytes) {
    int lines = 0;
    int at = 0;
    while (lines < 3) {
      lines += bytes[at++] == '\n' ? 1 : 0;
    }
    return at;
  }

  @Test
  void tellsOfAPredecessorsMalformedLinesButNotAsDamage() throws IOException {
    String line = new String(head(event("orders", 1)), StandardCharsets.UTF_8) + "}\n";
    Files.writeString(lines(), line + "no event\n\n" + line + "{\"topic\":\"orders\"}\n" + line);

    List<Finding> findings = findings();

    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactly(Kind.PASSED_OVER, Kind.PASSED_OVER);
    assertThat(findings).noneMatch(Finding::isDamage);
    assertThat(findings.get(0).byteOffset()).isEqualTo(line.length());
    tenMoreLines();
    assertThat(findings()).extracting(Finding::kind).containsOnly(Kind.PASSED_OVER).hasSize(2);
  }

  private void tenMoreLines() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 4, 13);
    }
  }

  @Test
  void findsALinkInPlaceOfAFileAndGoesOn() throws IOException {
    tenLines();
    Path other = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("another.jsonl"), other);

    List<Finding> findings = findings();

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.FILE);
    assertThat(findings.get(0).file()).hasFileName("another.jsonl");
  }

  @Test
  void looksAtTheTopicsAskedForOnly() throws IOException {
    tenLines();
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, LogId.topic("bills"), 1, 3);
    }
    Damage.flipBit(lines(), 20);
    Damage.flipBit(directory.resolve("bills.jsonl"), 20);
    List<Finding> findings = new ArrayList<>();

    Verification.of(directory, JournalSettings.DEFAULT)
        .topics(topic -> topic.equals("bills"), findings::add, lines -> {});

    assertThat(findings).extracting(Finding::log).containsExactly(LogId.topic("bills"));
  }

  @Test
  void takesNothingForDamageThatANodeIsDoingMeanwhile() throws Exception {
    try (Journal journal = Journal.open(directory, SmallSegments.settings(4096, Duration.ZERO))) {
      Thread writer =
          new Thread(
              () -> {
                for (long fact = 1; fact <= 400; fact++) {
                  long firstSeq = (fact - 1) * 3 + 1;
                  await(journal.append(ORDERS, List.of(group("orders", firstSeq, fact, 3))));
                  if (fact % 50 == 0) {
                    await(journal.deleteTo(ORDERS, fact - 20));
                  }
                }
              });
      writer.start();
      List<Finding> damage = new ArrayList<>();
      while (writer.isAlive()) {
        findings().stream().filter(Finding::isDamage).forEach(damage::add);
      }
      writer.join();

      assertThat(damage).isEmpty();
    }
  }
}
