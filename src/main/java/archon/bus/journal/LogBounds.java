package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a log holds, also after its lines are gone.
 *
 * @param highestFact number of the last fact ever stored, 0 if none
 * @param highestSeq seq of the last line ever stored, 0 if none
 * @param deletedToFact facts up to this number (inclusive) are deleted
 * @param deletedToSeq lines up to this seq (inclusive) are deleted; {@code highestSeq -
 *     deletedToSeq} lines can be read
 */
public record LogBounds(long highestFact, long highestSeq, long deletedToFact, long deletedToSeq) {
  public static final LogBounds EMPTY = new LogBounds(0, 0, 0, 0);

  // Written out: a record's own are linked at run time, which takes a short command milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogBounds that
        && highestFact == that.highestFact
        && highestSeq == that.highestSeq
        && deletedToFact == that.deletedToFact
        && deletedToSeq == that.deletedToSeq;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(highestSeq) + Long.hashCode(deletedToSeq);
  }

  /** Seq of the first line that can be read; one above {@link #highestSeq} if there is none. */
  public long firstSeq() {
    return deletedToSeq + 1;
  }

  /** The same log with lines up to {@code seq} and facts up to {@code fact} deleted. */
  LogBounds deletedTo(long seq, long fact) {
    return new LogBounds(highestFact, highestSeq, fact, seq);
  }

  /** How many lines can be read. */
  public long count() {
    return highestSeq - deletedToSeq;
  }
}
