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
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of a log with sealed segments that are lost, cut or swapped for others. */
final class LostFilesTest {
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

  private static long firstSeq(Path segment) {
    return Long.parseLong(segment.getFileName().toString().substring(0, 20));
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

  private void repair() {
    try (Repair repair = Repair.confirmed(directory, SMALL, Duration.ZERO)) {
      repair.run(null, step -> {}, lines -> {});
    }
  }
}
