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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage in what stands beside the lines that are appended to: sealed segments, stated facts,
 * summaries, snapshots, positions.
 */
final class VerificationOfFilesTest {
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

  @Test
  void findsStatedFactsThatAreDamagedOrDoNotFit() throws IOException {
    tenLines();
    byte[] whole = Files.readAllBytes(stated());
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, (byte) 'x');
    Files.write(stated(), damaged);
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.STATED);

    Files.write(stated(), whole);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 11, 11);
      Files.copy(stated(), directory.resolve("in-use"));
    }
    Files.copy(directory.resolve("in-use"), stated(), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(lines());
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.STATED);
  }

  @Test
  void findsEveryFlippedByteOfABlockSummary() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long fact = 1; fact <= 10; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100 + 1, fact, 100))));
      }
    }
    Path blocks = directory.resolve(".archon-bus/index/orders.blocks");
    byte[] whole = Files.readAllBytes(blocks);

    for (int at = 0; at < whole.length; at += 5) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(blocks, damaged);
      assertThat(findings())
          .as("byte %d", at)
          .extracting(Finding::kind)
          .containsExactly(Kind.INDEX);
    }
  }

  @Test
  void findsABlockSummaryThatTellsAnOrderInTimeThatIsNotThere() throws IOException {
    List<byte[]> heads = new ArrayList<>(group("orders", 1, 1, 900).heads());
    Collections.reverse(heads);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(new LineGroup(1, 1, true, heads))));
    }
    assertThat(findings()).isEmpty();

    orderInTimeOfTheOnlyBlock(true);

    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.INDEX);
  }

  @Test
  void takesABlockSummaryOfAnEarlierVersionForRightThatTellsNoOrderInTime() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 900))));
    }

    orderInTimeOfTheOnlyBlock(false);

    assertThat(findings()).isEmpty();
  }

  private void orderInTimeOfTheOnlyBlock(boolean told) throws IOException {
    Path summary = directory.resolve(".archon-bus/index/orders.blocks");
    try (Disk.OpenFile file = RealDisk.INSTANCE.openToWrite(summary)) {
      Block block = BlockFile.entries(file, lines(), 0, 0).get(0);
      assertThat(block.inTimeOrder()).isNotEqualTo(told);
      BlockFile.writeEntry(file, 0, block.inTimeOrder(told));
    }
  }

  @Test
  void findsEveryFlippedByteOfASnapshotAndOfPositions() throws IOException {
    tenLines();
    Path snapshots = directory.resolve(".archon-bus/snapshots/archon.topic%7Corders");
    Path positions = directory.resolve(".archon-bus/subscriptions");
    for (Path folder : List.of(snapshots, positions)) {
      Files.createDirectories(folder);
      Path file = folder.resolve("00000000000000000010-1.json");
      CheckedFile.at(file).write("{\"last_seq\":10}".getBytes(StandardCharsets.UTF_8));
      byte[] whole = Files.readAllBytes(file);
      assertThat(findings()).isEmpty();

      for (int at = 0; at < whole.length; at++) {
        Damage.flipBit(file, at);
        assertThat(findings()).as("%s, byte %d", file, at).hasSize(1);
        Files.write(file, whole);
      }
    }
  }

  @Test
  void checksSealedSegmentsToo() throws IOException {
    try (Journal journal = Journal.open(directory, SmallSegments.settings(4096, Duration.ZERO))) {
      appendOneByOne(journal, ORDERS, 1, 60);
      assertThat(findings()).isEmpty();
    }
    assertThat(findings()).isEmpty();
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory.resolve("orders"))) {
      segments = files.sorted().toList();
    }
    Path second = segments.get(1);

    Damage.flipBit(second, 100);
    assertThat(findings()).extracting(Finding::kind).contains(Kind.LINE);
    assertThat(findings()).extracting(Finding::file).contains(second);
    Damage.flipBit(second, 100);
    Path sidecar = directory.resolve(".archon-bus/index/orders/" + blocksOf(second));
    for (int at = 0; at < Files.size(sidecar); at += 3) {
      Damage.flipBit(sidecar, at);
      assertThat(findings())
          .as("byte %d", at)
          .extracting(Finding::kind)
          .containsExactly(Kind.INDEX);
      Damage.flipBit(sidecar, at);
    }
    Files.move(second, directory.resolve("taken"));
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.MISSING);
    Files.move(directory.resolve("taken"), second);
    Files.delete(segments.get(0));
    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.MISSING);
  }

  private static String blocksOf(Path segment) {
    return segment.getFileName().toString().replace(".jsonl", ".blocks");
  }

  @Test
  void findsChangedBytesThatNoLineCovers() throws IOException {
    String line = new String(head(event("orders", 1)), StandardCharsets.UTF_8) + "}\n";
    Files.writeString(lines(), line.repeat(30));
    try (Journal journal = Journal.open(directory, SmallSegments.settings(4096, Duration.ZERO))) {
      appendOneByOne(journal, ORDERS, 31, 40);
    }
    Path first = directory.resolve("orders/00000000000000000001.jsonl");
    assertThat(findings()).isEmpty();

    Damage.flipBit(first, 2 * line.length() + line.indexOf("fenrir"));

    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.SEGMENT);
  }
}
