package archon.bus.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log ready to be appended to.
 *
 * @param stated what is stated of it on disk, null if nothing is
 * @param bounds its numbers
 * @param base numbers before its own file's first line
 * @param foreign what is taken from foreign files
 * @param sealed its sealed segments
 * @param fileKey identity of its own file, null if there is none
 * @param length of its own file, {@link StatedFacts#NO_FILE} if there is none
 * @param begunMillis when its first line was written, at the latest
 * @param scan the blocks of its own file, read to the end
 * @param savedBlocks how many of them the block file holds
 * @param mustState whether the facts differ from those stated
 */
record Recovered(
    @Nullable StatedFacts stated,
    LogBounds bounds,
    StatedFacts.Base base,
    StatedFacts.Foreign foreign,
    List<Segment> sealed,
    @Nullable Object fileKey,
    long length,
    long begunMillis,
    FileScan scan,
    int savedBlocks,
    boolean mustState) {
  /** The same with these sealed segments. */
  Recovered with(List<Segment> segments) {
    return new Recovered(
        stated,
        bounds,
        base,
        foreign,
        segments,
        fileKey,
        length,
        begunMillis,
        scan,
        savedBlocks,
        mustState);
  }
}
