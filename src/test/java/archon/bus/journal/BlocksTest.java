package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.head;
import static archon.bus.journal.JournalLines.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The block summary says what the lines say, is read instead of them, and is not believed when it
 * does not fit.
 */
final class BlocksTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  private void write(long firstFact, long facts) {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long fact = firstFact; fact < firstFact + facts; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
      }
    }
  }

  private Path summary() {
    return directory.resolve(".archon-bus/index/orders.blocks");
  }

  private JournalReader reader(Disk disk) {
    return JournalReader.of(
        new ReadContext(disk, directory, JournalSettings.DEFAULT, LogEnds.UNKNOWN, new Warnings()));
  }

  @Test
  void agreeWithAFullScan() throws IOException {
    write(1, 15);
    write(16, 15);
    List<Block> saved = reader(RealDisk.INSTANCE).blocks("orders");
    Files.delete(summary());
    List<Block> scanned = reader(RealDisk.INSTANCE).blocks("orders");

    assertThat(saved).isEqualTo(scanned).hasSizeGreaterThan(5);
    List<JournalLine> lines = new ArrayList<>();
    for (Block block : saved) {
      try (LineCursor cursor = reader(RealDisk.INSTANCE).lines("orders", block)) {
        List<JournalLine> inBlock = readAll(cursor);
        assertThat(inBlock).hasSize(block.count());
        assertThat(inBlock.get(0).seq()).isEqualTo(block.firstSeq());
        assertThat(inBlock.stream().mapToLong(JournalLine::timestampMicros).min())
            .hasValue(block.minTimestampMicros());
        assertThat(inBlock.stream().mapToLong(JournalLine::timestampMicros).max())
            .hasValue(block.maxTimestampMicros());
        lines.addAll(inBlock);
      }
    }
    assertThat(lines).hasSize(3_000);
    assertThat(lines)
        .allMatch(
            line -> line.timestampMicros() == Timestamps.epochMicros(line.event().timestamp()));
  }

  @Test
  void tellWhetherTheirLinesStandInTheOrderOfTime() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 400))));
      List<byte[]> heads = new ArrayList<>(group("orders", 401, 2, 400).heads());
      heads.set(399, head(event("orders", 800).withTimestamp(event("orders", 798).timestamp())));
      await(journal.append(ORDERS, List.of(new LineGroup(401, 2, true, heads))));
    }

    List<Block> saved = reader(RealDisk.INSTANCE).blocks("orders");

    assertThat(saved).extracting(Block::inTimeOrder).containsExactly(true, false);
  }

  @Test
  void areReadOnlyAsFarAsLinesAreAskedFor() throws IOException {
    write(1, 5);
    FaultyDisk disk = new FaultyDisk();
    JournalReader reader = reader(disk);
    Block first = reader.blocks("orders").get(0);
    long before = disk.bytesRead(first.file());

    try (LineCursor cursor = reader.lines("orders", first)) {
      assertThat(cursor.next()).isNotNull();
    }

    assertThat(disk.bytesRead(first.file()) - before).isLessThan(first.bytes() / 4);
  }

  @Test
  void areReadInsteadOfTheLines() throws IOException {
    write(1, 60);
    FaultyDisk disk = new FaultyDisk();

    assertThat(reader(disk).blocks("orders")).hasSizeGreaterThan(15);

    assertThat(disk.bytesRead(directory.resolve("orders.jsonl")))
        .isLessThan(Files.size(directory.resolve("orders.jsonl")) / 3);
  }

  @Test
  void areNotBelievedWhenDamagedOrOfAnotherFile() throws IOException {
    write(1, 20);
    List<Block> right = reader(RealDisk.INSTANCE).blocks("orders");
    byte[] bytes = Files.readAllBytes(summary());

    for (int at = 0; at < bytes.length; at += 13) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(summary(), damaged);
      assertThat(reader(RealDisk.INSTANCE).blocks("orders")).as("byte %d", at).isEqualTo(right);
    }
    Files.write(summary(), new byte[0]);
    assertThat(reader(RealDisk.INSTANCE).blocks("orders")).isEqualTo(right);
  }

  @Test
  void areNotBelievedWhenTheyAreOfAnotherFile() throws IOException {
    write(1, 20);
    Path other = Files.createDirectory(directory.resolve("other"));
    try (Journal journal = Journal.open(other, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 1), group("orders", 2, 2, 500))));
    }
    List<Block> right = reader(RealDisk.INSTANCE).blocks("orders");
    byte[] theirs = Files.readAllBytes(other.resolve(".archon-bus/index/orders.blocks"));
    byte[] mixed = Files.readAllBytes(summary());
    System.arraycopy(theirs, 0, mixed, 0, 64); // a header that is whole, but of the other file
    Files.write(summary(), mixed);
    FaultyDisk disk = new FaultyDisk();

    assertThat(reader(disk).blocks("orders")).isEqualTo(right);
    assertThat(disk.bytesRead(directory.resolve("orders.jsonl")))
        .isGreaterThanOrEqualTo(Files.size(directory.resolve("orders.jsonl")));
  }

  @Test
  void areRebuiltByTheWriterWhenLost() throws IOException {
    write(1, 20);
    byte[] before = Files.readAllBytes(summary());
    Files.delete(summary());

    write(21, 1);

    assertThat(Files.readAllBytes(summary())).startsWith(before);
  }

  @Test
  void ofAClearedTopicReadNothing() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long fact = 1; fact <= 10; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
      }
      List<Block> old = journal.reader().blocks("orders");
      await(journal.deleteTo(ORDERS, 10));
      await(journal.append(ORDERS, List.of(group("orders", 1_001, 11, 900))));

      for (Block block : old) {
        try (LineCursor cursor = journal.reader().lines("orders", block)) {
          assertThat(cursor.next()).isNull();
        }
      }
      assertThat(journal.reader().blocks("orders").get(0).firstSeq()).isEqualTo(1_001);
    }
  }

  @Test
  void growWithTheFileForAReaderThatIsKept() {
    JournalReader kept = reader(RealDisk.INSTANCE);
    try (Journal journal =
        Journal.open(directory, RealDisk.INSTANCE, JournalSettings.DEFAULT, Duration.ZERO)) {
      for (long fact = 1; fact <= 30; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
        List<Block> blocks = kept.blocks("orders");
        assertThat(blocks.stream().mapToLong(Block::count).sum()).isEqualTo(fact * 100);
        assertThat(blocks).isEqualTo(journal.reader().blocks("orders"));
      }
    }
  }
}
