package archon.bus.journal;

import java.io.IOException;

/**
 * What the stated facts and a glance at a log's own file say together: how its lines are numbered
 * and which are deleted.
 *
 * @param state whether the own file is the one the facts were stated of
 * @param stated the stated facts' numbers, adjusted to {@code state}; empty if nothing was stated
 * @param start numbering before the own file's first line; not certain if only the lines can tell
 * @param foreignLines how many lines of the foreign file count, {@code Long.MAX_VALUE} as long as
 *     that was not stated
 */
record LogLayout(State state, LogBounds stated, Numbering start, long foreignLines) {
  /** How the own file agrees with what was stated of it. */
  enum State {
    /** Nothing was stated: a new log, or a predecessor's. */
    NEW,
    /** It is the file the facts speak of. */
    SAME,
    /**
     * It is gone or was replaced while nobody used the log: its lines count as deleted, numbers go
     * on.
     */
    REPLACED,
    /** It is a file whose lines are all deleted and that a crash kept from being deleted too. */
    CLEARED,
    /** It is another file or shorter, and only its lines can tell the highest numbers. */
    ODD,
    /** It is gone or was replaced while the log was in use: the highest numbers are not known. */
    LOST
  }

  /** Looks at a log. */
  static LogLayout of(StatedFile.Content content, OwnFile own) throws IOException {
    StatedFacts facts = content.facts();
    if (facts == null) {
      boolean lost = content.isDamaged() && own.isEmpty();
      // Lines of its own mean that the foreign ones before were adopted once.
      long firstOwnSeq = own.isMissing() ? 0 : own.firstStatedSeq();
      long foreignLines = firstOwnSeq == 0 ? Long.MAX_VALUE : firstOwnSeq - 1;
      return new LogLayout(
          lost ? State.LOST : State.NEW, LogBounds.EMPTY, Numbering.UNKNOWN, foreignLines);
    }
    State state = state(facts, own);
    LogBounds bounds = facts.bounds();
    Numbering start = Numbering.startingAfter(facts.base().seq(), facts.base().fact());
    if (state == State.REPLACED || state == State.LOST || state == State.CLEARED) {
      // Also for readers of a lost log: a number that may have been given is not given to other
      // lines.
      start = Numbering.startingAfter(bounds.highestSeq(), bounds.highestFact());
      bounds =
          new LogBounds(
              bounds.highestFact(), bounds.highestSeq(), bounds.highestFact(), bounds.highestSeq());
    } else if (state == State.ODD && own.firstStatedSeq() > 0) {
      start = Numbering.UNKNOWN;
    }
    return new LogLayout(state, bounds, start, facts.foreignLines());
  }

  private static State state(StatedFacts facts, OwnFile own) throws IOException {
    if (facts.length() == StatedFacts.NO_FILE) {
      // Created after the statement: by us just before a crash, then it is empty, or by somebody
      // else.
      if (own.isMissing() || own.isEmpty()) {
        return State.SAME;
      }
      return facts.head().bytes() > 0 && own.hasHead(facts.head()) ? State.CLEARED : State.REPLACED;
    }
    if (own.isMissing()) {
      return facts.length() == 0 && facts.clean()
          ? State.SAME
          : facts.clean() ? State.REPLACED : State.LOST;
    }
    boolean sameFile = own.isKey(facts.fileKey());
    boolean sameHead = own.hasHead(facts.head());
    if (sameHead
        && own.size() >= facts.length()
        && (sameFile || facts.head().bytes() > 0 || facts.clean())) {
      return State.SAME;
    }
    // A changed beginning alone does not make it another file: whoever replaces a file knows no
    // checksums.
    if ((sameHead && facts.head().bytes() > 0) || own.holdsChecksum()) {
      return State.ODD;
    }
    return facts.clean() ? State.REPLACED : State.LOST;
  }
}
