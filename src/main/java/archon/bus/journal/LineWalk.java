package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads all lines of one of a log's files and tells of what is not as it must be. */
final class LineWalk {
  /** Is told what the walk meets, in the order of the file. */
  interface Report {
    /** An intact line. */
    void line(NumberedLines lines);

    /** Anything else: blank, another topic's, passed over, damaged or a mark. */
    void other(NumberedLines lines);

    /** A line that is damaged or out of place. */
    void damaged(long byteOffset, long seq, String what);

    /** A mark of lines that are lost for good. */
    void lost(long byteOffset, long firstSeq, long lastSeq);

    /** Damaged or missing lines, once an intact one behind them tells how many they are. */
    void hole(Hole hole);

    /** An atomic group lacks its end. */
    void brokenGroup(long byteOffset, long seq, long fact);
  }

  private final NumberedLines lines;
  private final boolean isTopic;
  private final Report report;
  private boolean started; // whether the next seq is known
  private long lastSeq;
  private long lastFact;
  private boolean inGroup;
  private boolean holeOpen;
  private long holeOffset;
  private List<Hole.Extent> damaged = new ArrayList<>();
  private long groupEnd;
  private Numbering atGroupEnd;

  LineWalk(NumberedLines lines, Numbering start, boolean isTopic, Report report) {
    this.lines = lines;
    this.isTopic = isTopic;
    this.report = report;
    this.started = start.certain();
    this.lastSeq = start.lastSeq();
    this.lastFact = start.lastFact();
    this.atGroupEnd = start;
  }

  void run(long end) throws IOException {
    for (NumberedLines.Found found = lines.next(end);
        found != NumberedLines.Found.END;
        found = lines.next(end)) {
      switch (found) {
        case LINE -> onLine();
        case LOST -> onLost();
        case DAMAGE -> {
          report.damaged(lines.lineOffset(), lines.expectedSeq(), lines.damage().difference());
          addDamage();
          report.other(lines);
        }
        default -> report.other(lines);
      }
    }
  }

  private void onLine() {
    LineSpan span = lines.span();
    if (started && span.seq() <= lastSeq) {
      String what = "the line holds seq %d, which an earlier one holds".formatted(span.seq());
      report.damaged(lines.lineOffset(), lastSeq + 1, what);
      addDamage();
      report.other(lines);
      return;
    }
    follow(span.seq(), span);
    report.line(lines);
  }

  private void onLost() {
    LineSpan span = lines.span();
    report.lost(lines.lineOffset(), lines.expectedSeq(), span.seq());
    follow(lines.expectedSeq(), span);
    report.other(lines);
  }

  private void follow(long firstSeq, LineSpan span) {
    boolean missing = started && firstSeq > lastSeq + 1;
    boolean sameGroup = inGroup && isTopic && span.fact() == lastFact;
    if (holeOpen || missing) {
      long before = sameGroup ? lastFact : Math.max(1, Math.max(lastFact, span.fact() - 1));
      report.hole(hole(firstSeq - 1, before, sameGroup));
    } else if (inGroup && isTopic && !sameGroup) {
      report.brokenGroup(lines.lineOffset(), firstSeq, lastFact);
    }
    holeOpen = false;
    damaged = new ArrayList<>();
    started = true;
    lastSeq = span.seq();
    lastFact = span.fact();
    inGroup = span.more();
    if (!inGroup) {
      groupEnd = lines.position();
      atGroupEnd = lines.numbering();
    }
  }

  private Hole hole(long holeEnd, long fact, boolean more) {
    long firstSeq = started ? lastSeq + 1 : Math.max(1, holeEnd);
    long offset = holeOpen ? holeOffset : lines.lineOffset();
    return new Hole(firstSeq, holeEnd, fact, more, List.copyOf(damaged), offset);
  }

  private void addDamage() {
    if (!holeOpen) {
      holeOpen = true;
      holeOffset = lines.lineOffset();
    }
    Hole.Extent last = damaged.isEmpty() ? null : damaged.get(damaged.size() - 1);
    if (last != null && last.to() == lines.lineOffset()) {
      damaged.set(damaged.size() - 1, new Hole.Extent(last.from(), lines.position()));
    } else {
      damaged.add(new Hole.Extent(lines.lineOffset(), lines.position()));
    }
  }

  /** Whether damage stands behind the last intact line. */
  boolean endsInHole() {
    return holeOpen;
  }

  /** The hole at the end, without an end; also where nothing damaged stands. */
  Hole rest(long end) {
    long offset = holeOpen ? holeOffset : end;
    return new Hole(lastSeq + 1, Hole.OPEN_END, lastFact, false, List.copyOf(damaged), offset);
  }

  /** Whether the last intact line says that its group goes on. */
  boolean endsInGroup() {
    return inGroup;
  }

  long lastSeq() {
    return lastSeq;
  }

  long lastFact() {
    return lastFact;
  }

  /** Where the last intact group ends. */
  long groupEnd() {
    return groupEnd;
  }

  /** Numbering there. */
  Numbering atGroupEnd() {
    return atGroupEnd;
  }

  /** Numbering behind the last line. */
  Numbering end() {
    return new Numbering(lastSeq, lastFact, lines.numbering().checksummed(), started);
  }
}
