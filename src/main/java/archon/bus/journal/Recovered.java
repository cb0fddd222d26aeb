package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * A log ready to be appended to.
 *
 * @param stated what is stated of it on disk, null if nothing is
 * @param bounds its numbers
 * @param base numbers before its own file's first line
 * @param fileKey identity of its own file, null if there is none
 * @param length of its own file, {@link StatedFacts#NO_FILE} if there is none
 * @param scan the blocks of its own file, read to the end
 * @param savedBlocks how many of them the block file holds
 * @param mustState whether the facts differ from those stated
 */
record Recovered(
    @Nullable StatedFacts stated,
    LogBounds bounds,
    StatedFacts.Base base,
    Foreign foreign,
    @Nullable Object fileKey,
    long length,
    FileScan scan,
    int savedBlocks,
    boolean mustState) {

  /** Adopted lines of the foreign file, and its length when they were counted. */
  record Foreign(long lines, long length) {
    static final Foreign NONE = new Foreign(0, 0);
  }
}
