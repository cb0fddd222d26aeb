package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment's filters are asked for one key in one small piece, and deny no key they hold. */
final class SegmentFilterTest {
  private static final int LINES = 60; // of each block
  private static final int BLOCKS = 2 * SegmentFilter.CHAPTER_BLOCKS + 100;

  @TempDir Path directory;

  private final List<Block> blocks = new ArrayList<>();
  private BlockRun segment;
  private SegmentFilter filter;

  @BeforeEach
  void aSegmentOfThreeChapters() throws IOException {
    List<FilteredBlock> filtered = new ArrayList<>();
    long seq = 1;
    for (int i = 0; i < BLOCKS; i++) {
      int lines = LINES + i % 3;
      Block block = new Block(Path.of("a"), i * 70_000L, 70_000, seq, i, lines, i, i, true, true);
      BlockFilter keys = BlockFilter.ofLines(lines);
      for (int line = 0; line < LINES; line++) {
        keys.add(key(i, line).hash());
      }
      seq += lines;
      blocks.add(block);
      filtered.add(new FilteredBlock(block, keys));
    }
    segment = BlockRun.of(blocks);
    filter = new SegmentFilter(RealDisk.INSTANCE, file());
    Iterator<FilteredBlock> left = filtered.iterator();
    filter.write(
        () -> {
          List<FilteredBlock> chapter = new ArrayList<>();
          while (left.hasNext() && chapter.size() < SegmentFilter.CHAPTER_BLOCKS) {
            chapter.add(left.next());
          }
          return chapter;
        },
        JournalSettings.DEFAULT.filePermissions());
  }

  private static EventKey key(int block, int line) {
    return EventKey.ofId("event " + block + "-" + line);
  }

  private static EventKey other(int number) {
    return EventKey.ofId("other event " + number);
  }

  private Path file() {
    return directory.resolve("a.filters");
  }

  private List<Block> mayHold(SegmentFilter asked, EventKey key) throws IOException {
    List<Block> left = asked.mayHold(blocks, blocks, key);
    return left == null ? blocks : left;
  }

  @Test
  void theBlockThatHoldsAKeyIsFound() throws IOException {
    assertThat(filter.isOf(segment)).isTrue();

    for (int i = 0; i < BLOCKS; i += 7) {
      assertThat(mayHold(filter, key(i, i % LINES))).contains(blocks.get(i));
      assertThat(filter.denies(segment, key(i, i % LINES))).isFalse();
    }
  }

  @Test
  void fewOthersAreAffirmed() throws IOException {
    int affirmed = 0;
    for (int i = 0; i < 500; i++) {
      int found = mayHold(filter, other(i)).size();
      assertThat(filter.denies(segment, other(i))).isEqualTo(found == 0);
      affirmed += found;
    }

    assertThat(affirmed).isLessThan(500 * BLOCKS / 1_000);
  }

  @Test
  void onlyWhatWasWantedIsGiven() throws IOException {
    List<Block> wanted = blocks.subList(10, 1_500);

    assertThat(filter.mayHold(blocks, wanted, key(1_400, 3))).contains(blocks.get(1_400));
    assertThat(filter.mayHold(blocks, wanted, key(1_600, 3))).doesNotContain(blocks.get(1_600));
  }

  @Test
  void whatIsDamagedOrCutDeniesNothing() throws IOException {
    byte[] whole = Files.readAllBytes(file());

    for (int at = 0; at < whole.length; at += at < 200 ? 1 : 4_999) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 2;
      Files.write(file(), damaged);
      assertNothingIsMissed("byte " + at);
      Files.write(file(), Arrays.copyOf(whole, at));
      assertNothingIsMissed("cut to " + at);
      assertThat(filter.isOf(segment)).isFalse();
    }
    Files.delete(file());
    assertNothingIsMissed("deleted");
  }

  private void assertNothingIsMissed(String what) throws IOException {
    for (int i = 0; i < BLOCKS; i += 97) {
      EventKey key = key(i, i % LINES);
      assertThat(filter.denies(segment, key)).as(what).isFalse();
      assertThat(mayHold(filter, key)).as(what).contains(blocks.get(i));
    }
  }

  @Test
  void aFileOfOtherBlocksDeniesNothing() throws IOException {
    Block last = blocks.remove(BLOCKS - 1);
    blocks.add(
        new Block(
            last.file(),
            last.byteOffset(),
            last.bytes(),
            last.firstSeq(),
            last.firstFact(),
            last.count(),
            last.minTimestampMicros(),
            last.maxTimestampMicros() + 1,
            true,
            true));
    BlockRun another = BlockRun.of(blocks);

    assertThat(filter.isOf(another)).isFalse();
    assertThat(filter.denies(another, other(1))).isFalse();
    assertThat(filter.mayHold(blocks, blocks, other(1))).isNull();
  }

  @Test
  void aLookupReadsOnePageOfAChapter() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    SegmentFilter asked = new SegmentFilter(disk, file());

    assertThat(asked.denies(segment, other(1))).isTrue();

    assertThat(disk.questions()).isEqualTo(1 + 3 * 2);
    assertThat(disk.bytesRead(file())).isLessThan(Files.size(file()) / 32 + 3 * 64);
  }
}
