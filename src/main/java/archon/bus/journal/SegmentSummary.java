package archon.bus.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sealed segment's lines.
 *
 * @param blocks all of them
 * @param end numbering behind its last line
 * @param footer as its block file tells, null if only the lines could tell
 */
record SegmentSummary(List<Block> blocks, Numbering end, BlockFile.@Nullable Footer footer) {}
