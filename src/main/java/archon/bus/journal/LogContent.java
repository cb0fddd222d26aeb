package archon.bus.journal;

import java.util.List;

/**
 * What one look at a topic tells.
 *
 * @param runs all readable blocks in seq order. They follow each other densely from {@link
 *     LogBounds#firstSeq} to {@link LogBounds#highestSeq}, unless lines are missing, damaged or
 *     marked as lost; more may be stored than the bounds tell
 * @param bounds what it holds
 * @param isLost whether opening it to append would fail with {@link StatedFactsLost}: its file was
 *     taken away or replaced while it was in use
 */
public record LogContent(List<BlockRun> runs, LogBounds bounds, boolean isLost) {}
