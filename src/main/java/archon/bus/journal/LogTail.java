package archon.bus.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the end of a log's own file finds: where its last whole group ends, and whether
 * what follows can be the last groups, written but never acknowledged. A group written after a sync
 * proves everything before that sync durable, so damage there is never that. A group that says that
 * it was written before the sync of earlier ones proves nothing of these.
 *
 * @param goodEnd where the last intact group ends; the file's size if nothing follows
 * @param lastIntactSeq seq of the last line before {@code goodEnd}
 * @param lastIntactFact its fact
 * @param isIncomplete whether what follows breaks off in the middle of a line or group
 * @param isJunk whether what follows is no more than a broken-off line without any trace of the
 *     journal
 * @param isCertain whether no damage stands behind the last intact line, so that its numbers are
 *     the highest
 */
record LogTail(
    long goodEnd,
    long lastIntactSeq,
    long lastIntactFact,
    boolean isIncomplete,
    boolean isJunk,
    boolean isCertain) {
  /**
   * Reads {@code lines}, positioned at the beginning of a group, up to {@code size}.
   *
   * @param groupsShareSync whether one sync may have served several groups
   */
  static LogTail scan(
      NumberedLines lines,
      Numbering start,
      long from,
      long size,
      boolean isTopic,
      boolean groupsShareSync)
      throws IOException {
    Scan scan = new Scan(start, from, size, isTopic, groupsShareSync);
    for (NumberedLines.Found found = lines.next(size);
        found != NumberedLines.Found.END;
        found = lines.next(size)) {
      switch (found) {
        case LINE, LOST -> scan.onLine(lines);
        case DAMAGE -> scan.onDamage(lines);
        default -> scan.onNothing(lines);
      }
    }
    return scan.result();
  }

  /**
   * Whether what follows was never acknowledged: recovery cuts it, readers end before it, and a
   * check tells it to be unfinished.
   *
   * @param facts what is stated of the log, null if nothing is
   * @param isClean whether the file was released in order
   * @param proven up to which byte the file is known to have been synced
   * @param checksummed whether a line before it has a checksum
   */
  boolean mayBeCut(@Nullable StatedFacts facts, boolean isClean, long proven, boolean checksummed) {
    if (facts == null) {
      // A predecessor's broken line is passed over where it stands. Of our own lines it is not
      // known whether the stop was clean, but a clean one leaves nothing incomplete.
      return isIncomplete && checksummed;
    }
    return !isClean && proven <= goodEnd;
  }

  private static final class Scan {
    private final long size;
    private final boolean isTopic;
    private long goodEnd;
    private long lastSeq;
    private long lastFact;
    private boolean groupOpen;
    private boolean badInGroup;
    private boolean badBeforeGroup;
    private boolean terminated = true;
    private boolean junkAtEnd;
    private final boolean groupsShareSync;
    private long suspectEnd = -1; // goodEnd before what is bad, while nothing proves it was durable
    private long suspectSeq;
    private long suspectFact;
    private boolean suspectBadBefore;
    private long junkFrom = -1; // where the last intact line ends if no line of the log follows it

    Scan(Numbering start, long from, long size, boolean isTopic, boolean groupsShareSync) {
      this.size = size;
      this.isTopic = isTopic;
      this.groupsShareSync = groupsShareSync;
      this.goodEnd = from;
      this.lastSeq = start.lastSeq();
      this.lastFact = start.lastFact();
    }

    void onLine(NumberedLines lines) {
      LineSpan span = lines.span();
      terminated = lines.isTerminated();
      if (junkFrom >= 0 && isGap(lines)) {
        suspect(junkFrom);
      }
      if (junkFrom >= 0 && isGap(lines) && canShareGroup(span)) {
        // Without a trace of the journal, and yet they were lines of this group: a power cut left
        // zeros of them.
        badInGroup = true;
        goodEnd = junkFrom;
      }
      junkFrom = -1;
      if (badInGroup && !canShareGroup(span)) {
        // What was bad belonged to an earlier group, so this line begins another.
        badInGroup = false;
        badBeforeGroup = true;
        goodEnd = lines.lineOffset();
      }
      if (!span.more() && suspectEnd >= 0 && isSyncedWithSuspect(span)) {
        distrust();
        return;
      }
      boolean isLast = lines.position() >= size;
      if (span.more() || (badInGroup && isLast)) {
        groupOpen = true;
        return;
      }
      groupOpen = false;
      badInGroup = false;
      suspectEnd = -1; // a sync lies between it and this group
      badBeforeGroup &=
          lines.isNumberedByPosition(); // a line that says its number makes the next one certain
      goodEnd = lines.position();
      lastSeq = span.seq();
      lastFact = span.fact();
    }

    /** Something bad begins behind {@code end}. */
    private void suspect(long end) {
      if (suspectEnd < 0) {
        suspectEnd = end;
        suspectSeq = lastSeq;
        suspectFact = lastFact;
        suspectBadBefore = badBeforeGroup;
      }
    }

    /**
     * Whether the group that {@code span} ends may be there although what stood before it is not.
     */
    private boolean isSyncedWithSuspect(LineSpan span) {
      return span.since() > 0 && span.since() <= suspectSeq + 1;
    }

    /** Goes back to where the bad begins: all behind it was not known to be acknowledged. */
    private void distrust() {
      goodEnd = suspectEnd;
      lastSeq = suspectSeq;
      lastFact = suspectFact;
      badBeforeGroup = suspectBadBefore;
      badInGroup = true;
      groupOpen = false;
    }

    private static boolean isGap(NumberedLines lines) {
      return !lines.isNumberedByPosition() && lines.span().seq() != lines.expectedSeq();
    }

    /** Whether a line behind a bad one can belong to the group that the bad one is in. */
    private boolean canShareGroup(LineSpan span) {
      // All lines of a topic's group have one fact; those of another persistent actor have one
      // each, which tells nothing.
      return isTopic && span.fact() == lastFact + 1;
    }

    void onDamage(NumberedLines lines) {
      terminated = lines.isTerminated();
      suspect(goodEnd);
      boolean isLast = lines.position() >= size;
      if (!isLast && lines.claimsToEndGroup()) {
        groupOpen = false;
        badInGroup = false;
        badBeforeGroup = true;
        goodEnd = lines.position();
      } else {
        badInGroup = true;
      }
    }

    void onNothing(NumberedLines lines) {
      terminated = lines.isTerminated() || lines.isBlank();
      if (groupOpen || badInGroup) {
        return;
      }
      if (terminated) {
        junkFrom = junkFrom < 0 ? goodEnd : junkFrom;
        goodEnd = lines.position();
      } else {
        junkAtEnd = true;
      }
    }

    LogTail result() {
      if (suspectEnd >= 0 && groupsShareSync) {
        distrust();
      }
      boolean incomplete = goodEnd < size && (!terminated || (groupOpen && !badInGroup));
      return new LogTail(goodEnd, lastSeq, lastFact, incomplete, junkAtEnd, !badBeforeGroup);
    }
  }
}
