package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters are written and read block by block, and say "may hold" wherever they do not fit. */
final class FilterFileTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final int MAX_LINE_BYTES = JournalSettings.DEFAULT.maxLineBytes();

  @TempDir Path directory;

  private Path lines;
  private Path filters;
  private List<Block> blocks; // all full

  @BeforeEach
  void threeThousandEvents() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long fact = 1; fact <= 30; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
      }
      List<Block> all = journal.reader().blocks("orders");
      blocks = all.subList(0, all.size() - 1);
    }
    lines = directory.resolve("orders.jsonl");
    filters = directory.resolve("orders.filters");
  }

  private long append(long before, List<Block> more) throws IOException {
    try (Disk.OpenFile file = RealDisk.INSTANCE.openToRead(lines)) {
      return new FilterFile(RealDisk.INSTANCE, filters)
          .append(
              file,
              MAX_LINE_BYTES,
              before,
              FilteredBlock.unread(more),
              JournalSettings.DEFAULT.filePermissions());
    }
  }

  private List<Block> mayHold(EventKey key) throws IOException {
    return mayHold(RealDisk.INSTANCE, key);
  }

  private List<Block> mayHold(Disk disk, EventKey key) throws IOException {
    try (Disk.OpenFile file = disk.openToRead(lines)) {
      return new FilterFile(disk, filters).mayHold(file, blocks, blocks, key);
    }
  }

  private static EventKey keyOf(long seq) {
    return EventKey.ofId(event("orders", seq).id());
  }

  private Block blockOf(long seq) {
    return blocks.stream().filter(block -> block.lastSeq() >= seq).findFirst().orElseThrow();
  }

  @Test
  void leaveTheBlockThatHoldsTheKey() throws IOException {
    append(FilterFile.end(List.of()), blocks);

    int chosen = 0;
    for (long seq = 1; seq <= blocks.get(blocks.size() - 1).lastSeq(); seq++) {
      List<Block> found = mayHold(keyOf(seq));
      assertThat(found).contains(blockOf(seq));
      chosen += found.size();
    }

    assertThat(blocks).hasSizeGreaterThan(5);
    assertThat(chosen).isLessThan(3_000 * 11 / 10);
  }

  @Test
  void areTheSameFromKeysKeptWhileAppendingAndFromTheLines() throws IOException {
    // Each opening goes on where the last one left off: most in the middle of a block.
    for (long fact = 31; fact <= 60; fact++) {
      try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
        blocks =
            journal.reader().blocks("orders").stream()
                .filter(block -> block.bytes() >= BlockBuilder.BLOCK_BYTES)
                .toList();
      }
    }
    append(FilterFile.end(List.of()), blocks);

    Path kept = FilterFile.beside(LogPaths.toRead(directory, ORDERS).blocks());

    assertThat(Files.mismatch(kept, filters)).isEqualTo(-1);
    assertThat(blocks).hasSizeGreaterThan(10);
  }

  @Test
  void areTheSameHoweverTheyWereAppended() throws IOException {
    long end = append(FilterFile.end(List.of()), blocks);
    byte[] atOnce = Files.readAllBytes(filters);
    Files.delete(filters);

    for (int i = 0; i < blocks.size(); i++) {
      append(FilterFile.end(blocks.subList(0, i)), blocks.subList(i, i + 1));
    }

    assertThat(Files.readAllBytes(filters)).isEqualTo(atOnce).hasSize((int) end);
    assertThat(FilterFile.end(blocks)).isEqualTo(end);
  }

  @Test
  void thatAreMissingDenyNothing() throws IOException {
    EventKey key = keyOf(1);

    assertThat(mayHold(key)).isEqualTo(blocks);

    append(FilterFile.end(blocks.subList(0, 3)), blocks.subList(3, blocks.size())); // leaves a hole
    assertThat(mayHold(key)).containsExactlyElementsOf(blocks.subList(0, 3));
  }

  @Test
  void thatAreDamagedOrOfAnotherFileDenyNothingOfTheirBlock() throws IOException {
    append(FilterFile.end(List.of()), blocks);
    byte[] whole = Files.readAllBytes(filters);

    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 16;
      Files.write(filters, damaged);
      for (long seq = 1; seq <= blocks.get(blocks.size() - 1).lastSeq(); seq += 211) {
        assertThat(mayHold(keyOf(seq))).as("byte %d, seq %d", at, seq).contains(blockOf(seq));
      }
    }
    Files.write(filters, whole);
    byte[] otherLines = Files.readAllBytes(lines);
    otherLines[100] ^= 1;
    Files.write(lines, otherLines);
    assertThat(mayHold(keyOf(1))).isEqualTo(blocks);
  }

  @Test
  void areCutWhereTheBlocksBeforeEnd() throws IOException {
    append(FilterFile.end(List.of()), blocks);

    long end = append(FilterFile.end(blocks.subList(0, 2)), blocks.subList(2, 3));

    assertThat(Files.size(filters)).isEqualTo(end);
    assertThat(mayHold(keyOf(1)))
        .contains(blocks.get(0))
        .doesNotContain(blocks.get(1))
        .hasSizeGreaterThan(2);
  }

  @Test
  void areReadInFewPieces() throws IOException {
    append(FilterFile.end(List.of()), blocks);
    FaultyDisk disk = new FaultyDisk();

    mayHold(disk, keyOf(1));

    assertThat(disk.bytesRead(filters)).isLessThanOrEqualTo(Files.size(filters) + 32);
    assertThat(disk.bytesRead(lines)).isLessThanOrEqualTo(256);
  }
}
