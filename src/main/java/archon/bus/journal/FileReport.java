package archon.bus.journal;

import archon.bus.journal.Finding.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what is wrong with the lines of one of a log's files. What is wrong behind the last line
 * that was certainly synced is in doubt: it may be the unfinished end of an unclean stop, which is
 * no damage. A later line that proves it synced makes it damage; at the end of the file the check
 * of the log decides.
 */
final class FileReport implements LineWalk.Report {
  /** Findings that may still turn out to be no damage; more are damage. */
  private static final int MAX_UNDECIDED = 10_000;

  private final LogFindings findings;
  private final LogFile file;
  private final long deletedToSeq;
  private final BlockCheck blocks;
  private final LineWalk walk;
  private final boolean isTopic;
  private final List<Finding> undecided = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();
  private long firstDoubt;
  private Numbering beforeDoubt = Numbering.UNKNOWN;

  /** Of all {@code lines} of {@code file}; what is wrong with deleted ones is not told. */
  FileReport(
      LogFindings findings,
      LogFile file,
      long deletedToSeq,
      BlockCheck blocks,
      NumberedLines lines) {
    this.findings = findings;
    this.file = file;
    this.deletedToSeq = deletedToSeq;
    this.blocks = blocks;
    this.isTopic = findings.log().kind() == LogId.Kind.TOPIC;
    this.walk = new LineWalk(lines, lines.numbering(), isTopic, this);
  }

  /** The walk through the lines that reports here. */
  LineWalk walk() {
    return walk;
  }

  LogFile file() {
    return file;
  }

  /** What a repair must close, in the order of the file. */
  List<Hole> holes() {
    return holes;
  }

  @Override
  public void line(NumberedLines lines) {
    findings.lineRead();
    blocks.line(lines);
    if (!undecided.isEmpty() && !lines.span().more() && provesWhatIsBefore(lines.span())) {
      undecidedIsDamage();
    }
  }

  /** Whether a group could only be written once what stood before it was synced. */
  private boolean provesWhatIsBefore(LineSpan span) {
    // All lines of a topic's group have one fact.
    boolean sharesGroup = isTopic && span.fact() == beforeDoubt.lastFact() + 1;
    boolean sharesSync = span.since() > 0 && span.since() <= beforeDoubt.lastSeq() + 1;
    return !sharesGroup && !sharesSync;
  }

  @Override
  public void other(NumberedLines lines) {
    blocks.other(lines);
  }

  @Override
  public void damaged(long byteOffset, long seq, String what) {
    if (seq > deletedToSeq) {
      doubt(byteOffset, seq, Kind.LINE, what);
    }
  }

  @Override
  public void lost(long byteOffset, long firstSeq, long lastSeq) {
    if (lastSeq > deletedToSeq) {
      String what = "seq %d to %d are lost; a repair put a mark there";
      findings.tell(
          file.lines(), byteOffset, firstSeq, Kind.LOST, what.formatted(firstSeq, lastSeq));
    }
  }

  @Override
  public void hole(Hole hole) {
    if (hole.lastSeq() <= deletedToSeq && hole.damaged().isEmpty()) {
      return;
    }
    if (hole.lastSeq() > deletedToSeq || hole.lastSeq() < hole.firstSeq()) {
      holes.add(hole);
    }
    if (hole.damaged().isEmpty()) {
      String what =
          hole.isOpen()
              ? "lines from seq %d on are missing".formatted(hole.firstSeq())
              : "seq %d to %d are missing".formatted(hole.firstSeq(), hole.lastSeq());
      doubt(hole.byteOffset(), hole.firstSeq(), Kind.MISSING, what);
    }
  }

  @Override
  public void brokenGroup(long byteOffset, long seq, long fact) {
    if (seq > deletedToSeq) {
      String what = "the group of fact %d has no end".formatted(fact);
      doubt(byteOffset, seq, Kind.GROUP, what);
    }
  }

  private void doubt(long byteOffset, long seq, Kind kind, String what) {
    if (undecided.isEmpty()) {
      firstDoubt = walk.groupEnd();
      beforeDoubt = walk.atGroupEnd();
    }
    undecided.add(new Finding(findings.log(), file.lines(), byteOffset, seq, kind, what));
    if (undecided.size() > MAX_UNDECIDED) {
      undecidedIsDamage();
    }
  }

  /**
   * All lines of a sealed segment were reported: tells what must still follow them.
   *
   * @param size of the file
   * @param next numbering before the next file, not certain if that is not known
   */
  void endOfSealed(long size, Numbering next) {
    if (walk.endsInGroup() && !walk.endsInHole()) {
      brokenGroup(size, walk.lastSeq(), walk.lastFact());
    }
    if (walk.endsInHole() || (next.certain() && next.lastSeq() > walk.lastSeq())) {
      long lastSeq = next.certain() ? next.lastSeq() : walk.lastSeq();
      long lastFact = Math.max(walk.lastFact(), next.lastFact());
      hole(walk.rest(size).endingAt(lastSeq, lastFact));
    }
  }

  /** Where the last intact group ends that nothing wrong stands before. */
  long doubtFrom() {
    return undecided.isEmpty() ? walk.groupEnd() : firstDoubt;
  }

  /** Numbering there. */
  Numbering doubtNumbering() {
    return undecided.isEmpty() ? walk.atGroupEnd() : beforeDoubt;
  }

  /** Tells that what is in doubt is damage. */
  void undecidedIsDamage() {
    undecided.forEach(findings::tell);
    undecided.clear();
  }

  /** Tells that what is in doubt is the unfinished end of an unclean stop: no hole to close. */
  void undecidedIsUnfinished() {
    if (!undecided.isEmpty()) {
      holes.removeIf(hole -> hole.byteOffset() >= firstDoubt);
    }
    for (Finding finding : undecided) {
      String what = finding.what() + "; never acknowledged, for the stop was not clean";
      findings.tell(finding.file(), finding.byteOffset(), finding.seq(), Kind.UNFINISHED, what);
    }
    undecided.clear();
  }
}
