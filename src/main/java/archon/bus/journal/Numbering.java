package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * What must be known to number lines from some place in a file on.
 *
 * @param lastSeq seq of the line before that place
 * @param lastFact its fact
 * @param checksummed whether a line before has a checksum
 * @param certain whether the next line must follow {@code lastSeq} at once; otherwise a line that
 *     states its own seq is believed
 */
record Numbering(long lastSeq, long lastFact, boolean checksummed, boolean certain) {
  // Written out: a record's own are linked at run time, which takes a short command milliseconds.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Numbering that
        && lastSeq == that.lastSeq
        && lastFact == that.lastFact
        && checksummed == that.checksummed
        && certain == that.certain;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(lastSeq) + Long.hashCode(lastFact);
  }

  static Numbering startingAfter(long seq, long fact) {
    return new Numbering(seq, fact, false, true);
  }

  static final Numbering UNKNOWN = new Numbering(0, 0, false, false);

  /** The same numbers, behind lines that may have a checksum. */
  Numbering after(Numbering before) {
    return new Numbering(lastSeq, lastFact, checksummed || before.checksummed, certain);
  }

  /** At the beginning of a block. */
  static Numbering before(Block block) {
    return new Numbering(block.firstSeq() - 1, block.firstFact() - 1, block.checksummed(), true);
  }
}
