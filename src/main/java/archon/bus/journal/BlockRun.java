package archon.bus.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of a topic that follow each other, told without going through them: so a query over
 * millions of events looks only at the blocks it comes near. Of a sealed segment that nobody has
 * come near yet, even its blocks are not known.
 *
 * @param blocks in seq order; none if the run was not opened, see {@link JournalReader#blocks}
 * @param firstSeq seq of its first line
 * @param lastSeq seq of its last line, if none at its end is missing
 * @param minTimestampMicros earliest timestamp in them
 * @param maxTimestampMicros latest timestamp in them
 * @param bytes their length in the file
 * @param isDense whether no seq is missing between them
 */
public record BlockRun(
    List<Block> blocks,
    long firstSeq,
    long lastSeq,
    long minTimestampMicros,
    long maxTimestampMicros,
    long bytes,
    boolean isDense) {
  private static final int PARTS = 16;

  /** A run of these blocks, at least one, which must not be changed any more. */
  public static BlockRun of(List<Block> blocks) {
    Block first = blocks.get(0);
    long min = first.minTimestampMicros();
    long max = first.maxTimestampMicros();
    long bytes = first.bytes();
    boolean isDense = true;
    for (int i = 1; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      min = Math.min(min, block.minTimestampMicros());
      max = Math.max(max, block.maxTimestampMicros());
      bytes += block.bytes();
      isDense &= block.firstSeq() <= blocks.get(i - 1).lastSeq() + 1;
    }
    long lastSeq = blocks.get(blocks.size() - 1).lastSeq();
    return new BlockRun(blocks, first.firstSeq(), lastSeq, min, max, bytes, isDense);
  }

  /** A run of which only the whole is known. */
  static BlockRun unopened(Block whole) {
    return new BlockRun(
        List.of(),
        whole.firstSeq(),
        whole.lastSeq(),
        whole.minTimestampMicros(),
        whole.maxTimestampMicros(),
        whole.bytes(),
        true);
  }

  /** Whether its blocks are known. */
  public boolean isOpened() {
    return !blocks.isEmpty();
  }

  /** Whether these are the blocks that this run told of. */
  public boolean isOf(List<Block> found) {
    if (found.isEmpty()) {
      return false;
    }
    BlockRun other = of(found);
    return firstSeq == other.firstSeq
        && lastSeq == other.lastSeq
        && minTimestampMicros == other.minTimestampMicros
        && maxTimestampMicros == other.maxTimestampMicros
        && bytes == other.bytes
        && isDense == other.isDense;
  }

  /** The same blocks in several runs; a run of one block cannot be split. */
  public List<BlockRun> split() {
    int size = (blocks.size() + PARTS - 1) / PARTS;
    List<BlockRun> parts = new ArrayList<>(PARTS);
    for (int from = 0; from < blocks.size(); from += size) {
      parts.add(of(blocks.subList(from, Math.min(blocks.size(), from + size))));
    }
    return parts;
  }
}
