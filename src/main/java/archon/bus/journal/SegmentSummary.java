package archon.bus.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sealed segment's lines.
 *
 * @param runs all of its blocks in one run, none if it holds no line
 * @param end numbering behind its last line
 * @param footer as its block file tells, null if only the lines could tell
 */
record SegmentSummary(List<BlockRun> runs, Numbering end, BlockFile.@Nullable Footer footer) {
  static SegmentSummary of(List<Block> blocks, Numbering end, BlockFile.@Nullable Footer footer) {
    List<BlockRun> runs = blocks.isEmpty() ? List.of() : List.of(BlockRun.of(List.copyOf(blocks)));
    return new SegmentSummary(runs, end, footer);
  }

  List<Block> blocks() {
    return runs.isEmpty() ? List.of() : runs.get(0).blocks();
  }
}
