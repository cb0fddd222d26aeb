package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Sums up the blocks of a file, given in their order, for its footer and as one. */
final class BlockTotals {
  private long lines;
  private long bytes;
  private long firstSeq;
  private long firstFact;
  private long minMicros = Long.MAX_VALUE;
  private long maxMicros = Long.MIN_VALUE;

  void add(Block block) {
    if (lines == 0) {
      firstSeq = block.firstSeq();
      firstFact = block.firstFact();
    }
    lines += block.count();
    bytes += block.bytes();
    minMicros = Math.min(minMicros, block.minTimestampMicros());
    maxMicros = Math.max(maxMicros, block.maxTimestampMicros());
  }

  void clear() {
    lines = 0;
    bytes = 0;
    minMicros = Long.MAX_VALUE;
    maxMicros = Long.MIN_VALUE;
  }

  BlockFile.Footer footer(Numbering end, long fileBytes, int checksum) {
    return new BlockFile.Footer(
        lines, end.lastSeq(), end.lastFact(), minMicros, maxMicros, fileBytes, checksum);
  }

  /** All blocks as one, null if there are none or lines are missing between them. */
  @Nullable Block whole(Path file, Numbering end) {
    boolean isWhole =
        lines > 0 && lines <= Integer.MAX_VALUE && end.lastSeq() == firstSeq + lines - 1;
    return isWhole
        ? new Block(
            file,
            0,
            bytes,
            firstSeq,
            firstFact,
            (int) lines,
            minMicros,
            maxMicros,
            end.checksummed(),
            false) // nobody reads it from its first line on
        : null;
  }
}
