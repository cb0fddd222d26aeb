package archon.bus.journal;

import java.util.List;

/**
 * A place in a log's file where lines should stand that cannot be read.
 *
 * @param firstSeq seq of the first of them
 * @param lastSeq seq of the last one; below {@code firstSeq} if no seq is missing there: only bytes
 *     that belong to none. {@link #OPEN_END} if no line behind them tells
 * @param fact the last fact they may have belonged to
 * @param more whether the lines before and behind are of one atomic group
 * @param damaged where the damaged lines stand; none if lines are missing without a trace
 * @param byteOffset where the hole is: its first damaged line, or the line behind it
 */
record Hole(
    long firstSeq, long lastSeq, long fact, boolean more, List<Extent> damaged, long byteOffset) {
  static final long OPEN_END = Long.MAX_VALUE;

  /** Neighbouring bytes of a file, {@code to} exclusive. */
  record Extent(long from, long to) {}

  boolean isOpen() {
    return lastSeq == OPEN_END;
  }

  /** The hole when it is known where it ends. */
  Hole endingAt(long seq, long endFact) {
    return new Hole(firstSeq, seq, endFact, more, damaged, byteOffset);
  }
}
