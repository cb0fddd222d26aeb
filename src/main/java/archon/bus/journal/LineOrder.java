package archon.bus.journal;

import java.util.List;

/** The order in which groups follow each other in a log. */
final class LineOrder {
  private LineOrder() {}

  /**
   * Refuses groups that do not follow the last line, so that a mistake of the caller never reaches
   * the file. A persistent actor skips the numbers of events that were rejected; a topic skips
   * none.
   */
  static void requireFollowing(LogId log, List<LineGroup> groups, long afterSeq, long afterFact) {
    boolean maySkip = log.kind() == LogId.Kind.ENTITY;
    long seq = afterSeq;
    long fact = afterFact;
    for (LineGroup group : groups) {
      boolean follows = group.fact() == fact + 1 || (maySkip && group.fact() > fact);
      if (group.firstSeq() != seq + 1 || !follows || group.heads().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected lines from seq %d, fact %d but found %d from seq %d, fact %d"
                .formatted(
                    log.describe(),
                    seq + 1,
                    fact + 1,
                    group.heads().size(),
                    group.firstSeq(),
                    group.fact()));
      }
      seq += group.heads().size();
      fact = group.fact() + (group.oneFact() ? 0 : group.heads().size() - 1);
    }
  }
}
