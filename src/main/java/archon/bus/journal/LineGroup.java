package archon.bus.journal;

import java.util.List;

/**
 * Lines that are stored all or none.
 *
 * @param firstSeq seq of the first line; the others follow densely. {@link #NEXT_SEQ} for a writer
 *     that does not count lines
 * @param fact fact number of the first line
 * @param oneFact whether all lines belong to that one fact (a topic's batch); otherwise each line
 *     is a fact of its own, numbered densely from {@code fact} (an atomic write of another
 *     persistent actor)
 * @param heads each line's JSON object without its closing brace, compact UTF-8; the journal adds
 *     its own members
 */
public record LineGroup(long firstSeq, long fact, boolean oneFact, List<byte[]> heads) {
  /** Stands for the seq behind the last line, whatever that is when the group is written. */
  public static final long NEXT_SEQ = 0;

  LineGroup behind(long lastSeq) {
    return firstSeq == NEXT_SEQ ? new LineGroup(lastSeq + 1, fact, oneFact, heads) : this;
  }
}
