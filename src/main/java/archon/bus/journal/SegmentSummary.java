package archon.bus.journal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sealed segment's lines.
 *
 * @param runs all of its blocks in one run, none if it holds no line
 * @param whole all of its blocks as one, null if lines are missing between them
 * @param end numbering behind its last line
 * @param footer as its block file tells, null if only the lines could tell
 */
record SegmentSummary(
    List<BlockRun> runs, @Nullable Block whole, Numbering end, BlockFile.@Nullable Footer footer) {
  /**
   * @param folder that of the segments, which {@link #whole} names as its file
   */
  static SegmentSummary of(
      Path folder, List<Block> blocks, Numbering end, BlockFile.@Nullable Footer footer) {
    List<BlockRun> runs = blocks.isEmpty() ? List.of() : List.of(BlockRun.of(List.copyOf(blocks)));
    BlockTotals totals = new BlockTotals();
    for (Block block : blocks) {
      totals.add(block);
    }
    return new SegmentSummary(runs, totals.whole(folder, end), end, footer);
  }

  List<Block> blocks() {
    return runs.isEmpty() ? List.of() : runs.get(0).blocks();
  }
}
