package archon.bus.journal;

/** Sums up the blocks of a file for its footer. */
final class BlockTotals {
  private long lines;
  private long minMicros = Long.MAX_VALUE;
  private long maxMicros = Long.MIN_VALUE;

  void add(Block block) {
    lines += block.count();
    minMicros = Math.min(minMicros, block.minTimestampMicros());
    maxMicros = Math.max(maxMicros, block.maxTimestampMicros());
  }

  void clear() {
    lines = 0;
    minMicros = Long.MAX_VALUE;
    maxMicros = Long.MIN_VALUE;
  }

  BlockFile.Footer footer(Numbering end, long bytes, int checksum) {
    return new BlockFile.Footer(
        lines, end.lastSeq(), end.lastFact(), minMicros, maxMicros, bytes, checksum);
  }
}
