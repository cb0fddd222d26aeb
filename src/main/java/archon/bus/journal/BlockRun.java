package archon.bus.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of a topic that follow each other, told without going through them: so a query over
 * millions of events looks only at the blocks it comes near.
 *
 * @param blocks in seq order, at least one
 * @param minTimestampMicros earliest timestamp in them
 * @param maxTimestampMicros latest timestamp in them
 * @param isDense whether no seq is missing between them
 */
public record BlockRun(
    List<Block> blocks, long minTimestampMicros, long maxTimestampMicros, boolean isDense) {
  private static final int PARTS = 16;

  /** The blocks, which must not be changed any more. */
  public static BlockRun of(List<Block> blocks) {
    Block first = blocks.get(0);
    long min = first.minTimestampMicros();
    long max = first.maxTimestampMicros();
    boolean isDense = true;
    for (int i = 1; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      min = Math.min(min, block.minTimestampMicros());
      max = Math.max(max, block.maxTimestampMicros());
      isDense &= block.firstSeq() <= blocks.get(i - 1).lastSeq() + 1;
    }
    return new BlockRun(blocks, min, max, isDense);
  }

  static List<Block> blocksOf(List<BlockRun> runs) {
    return runs.stream().flatMap(run -> run.blocks().stream()).toList();
  }

  public long firstSeq() {
    return blocks.get(0).firstSeq();
  }

  /** Seq of its last line, if none at its end is missing. */
  public long lastSeq() {
    return blocks.get(blocks.size() - 1).lastSeq();
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
