package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the stated facts and a glance at a log's files say together: which files hold its lines, how
 * those of its own file are numbered and which are deleted.
 *
 * @param state whether the own file is the one the facts were stated of
 * @param stated the stated facts' numbers, adjusted to {@code state}; empty if nothing was stated
 * @param start numbering before the own file's first line; not certain if only the lines can tell
 * @param foreign what is taken from foreign files
 * @param sealed the sealed segments
 */
record LogLayout(
    State state,
    LogBounds stated,
    Numbering start,
    StatedFacts.Foreign foreign,
    List<Segment> sealed) {
  static final LogLayout UNKNOWN =
      new LogLayout(
          State.NEW, LogBounds.EMPTY, Numbering.UNKNOWN, StatedFacts.Foreign.ALL, List.of());

  /** How the own file agrees with what was stated of it. */
  enum State {
    /** Nothing was stated: a new log, or a predecessor's. */
    NEW,
    /** It is the file the facts speak of. */
    SAME,
    /** The file the facts speak of is the last sealed segment; its numbers go on from there. */
    ROLLED,
    /**
     * It is gone or was replaced while nobody used the log, which had no other: its lines count as
     * deleted, numbers go on.
     */
    REPLACED,
    /**
     * As {@link #REPLACED}, but there are sealed segments, or the file holds what no program writes
     * that clears a topic: its lines are missing, which is damage; numbers go on behind them.
     */
    MISSING,
    /** It is a file whose lines are all deleted and that a crash kept from being deleted too. */
    CLEARED,
    /** It is another file or shorter, and only its lines can tell the highest numbers. */
    ODD,
    /** It is gone or was replaced while the log was in use: the highest numbers are not known. */
    LOST
  }

  /** Looks at a log. */
  static LogLayout of(StatedFile.Content content, OwnFile own, List<Segment> sealed)
      throws IOException {
    StatedFacts facts = content.facts();
    if (facts == null) {
      // Without the file that comes last nothing tells the highest numbers.
      boolean lost = sealed.isEmpty() ? content.isDamaged() && own.isEmpty() : own.isMissing();
      // Lines of its own mean that the foreign ones before were adopted once.
      long firstOwnSeq =
          !sealed.isEmpty() ? sealed.get(0).firstSeq() : own.isMissing() ? 0 : own.firstStatedSeq();
      StatedFacts.Foreign foreign =
          firstOwnSeq == 0
              ? StatedFacts.Foreign.ALL
              : new StatedFacts.Foreign(firstOwnSeq - 1, Long.MAX_VALUE, 0);
      return new LogLayout(
          lost ? State.LOST : State.NEW, LogBounds.EMPTY, Numbering.UNKNOWN, foreign, sealed);
    }
    State state = state(facts, own, sealed);
    LogBounds bounds = facts.bounds();
    Numbering start = Numbering.startingAfter(facts.base().seq(), facts.base().fact());
    if (state == State.MISSING) {
      start = Numbering.startingAfter(bounds.highestSeq(), bounds.highestFact());
    } else if (state == State.REPLACED || state == State.LOST || state == State.CLEARED) {
      // Also for readers of a lost log: a number that may have been given is not given to other
      // lines.
      start = Numbering.startingAfter(bounds.highestSeq(), bounds.highestFact());
      bounds =
          new LogBounds(
              bounds.highestFact(), bounds.highestSeq(), bounds.highestFact(), bounds.highestSeq());
    } else if (state == State.ROLLED || (state == State.ODD && own.firstStatedSeq() > 0)) {
      start = Numbering.UNKNOWN;
    }
    return new LogLayout(state, bounds, start, facts.foreign(), sealed);
  }

  private static State state(StatedFacts facts, OwnFile own, List<Segment> sealed)
      throws IOException {
    Segment last = lastOf(sealed);
    if (last != null && last.firstSeq() == facts.base().seq() + 1) {
      return State.ROLLED;
    }
    if (facts.length() == StatedFacts.NO_FILE) {
      // Created after the statement: by us just before a crash, then it is empty, or by somebody
      // else.
      if (own.isMissing() || own.isEmpty()) {
        return State.SAME;
      }
      return facts.head().bytes() > 0 && own.hasHead(facts.head()) ? State.CLEARED : State.REPLACED;
    }
    if (own.isMissing()) {
      return facts.length() == 0 && facts.clean() ? State.SAME : withoutOurs(facts, own, sealed);
    }
    boolean sameFile = own.isKey(facts.fileKey());
    boolean sameHead = own.hasHead(facts.head());
    if (sameHead
        && own.size() >= facts.length()
        && (sameFile || facts.head().bytes() > 0 || facts.clean())) {
      return State.SAME;
    }
    if (sameFile && own.isEmpty() && facts.clean()) {
      return State.MISSING; // somebody cut it: a predecessor's program unlinks what it clears
    }
    // A changed beginning alone does not make it another file: whoever replaces a file knows no
    // checksums.
    if ((sameHead && facts.head().bytes() > 0) || own.holdsChecksum()) {
      return State.ODD;
    }
    return withoutOurs(facts, own, sealed);
  }

  /** The state if the own file holds nothing of what the facts speak of. */
  private static State withoutOurs(StatedFacts facts, OwnFile own, List<Segment> sealed)
      throws IOException {
    if (!facts.clean()) {
      return State.LOST;
    }
    // A predecessor's program knows no segments: what it takes away is not all of the log.
    long elsewhere = Math.max(facts.bounds().deletedToSeq(), facts.foreign().lines());
    boolean mayBeCleared =
        sealed.isEmpty()
            && facts.base().seq() <= elsewhere
            && (own.isEmpty() || own.holdsPredecessorsLine());
    return mayBeCleared ? State.REPLACED : State.MISSING;
  }

  private static @Nullable Segment lastOf(List<Segment> sealed) {
    return sealed.isEmpty() ? null : sealed.get(sealed.size() - 1);
  }

  /**
   * What is stated of the active file: null if nothing is. What was stated of a file that was
   * sealed since says nothing of the one behind it.
   */
  @Nullable StatedFacts ofActive(@Nullable StatedFacts facts) {
    return state == State.ROLLED ? null : facts;
  }

  /** The last sealed segment, null if there is none. */
  @Nullable Segment lastSealed() {
    return lastOf(sealed);
  }
}
