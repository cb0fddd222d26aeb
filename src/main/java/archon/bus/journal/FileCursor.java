package archon.bus.journal;

import archon.bus.journal.LogPart.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's files one after another. At the live end it asks how far the active file may be
 * read now, and notices that the file was rolled, deleted, replaced or cut.
 */
final class FileCursor implements LineCursor {
  private static final int LOOK_BYTES = BlockBuilder.BLOCK_BYTES;

  private final ReadContext context;
  private final LogSummary summary;
  private final LogPaths paths;
  private final long fromFact;
  private final @Nullable Block only; // reads this block and no further, null to follow the log
  private final boolean withExpired; // whether lines that have expired are read too

  private long wantedSeq;
  private long nextSeq; // behind all that was passed, damage included
  private long deletedToSeq;
  private long lookAgainAt; // byte offset; lines may expire while they are read
  private boolean isOpened;
  private LogSummary.@Nullable Opened opened;
  private @Nullable LogPart part; // of the file that is open
  private @Nullable NumberedLines lines;
  private long end;
  private long endCheckedTo; // seq up to which lines were looked for at the end of the log
  private @Nullable DamagedLine damage;
  private @Nullable JournalLine held; // found intact behind damage

  private FileCursor(
      ReadContext context,
      LogSummary summary,
      long fromSeq,
      long fromFact,
      @Nullable Block only,
      boolean withExpired) {
    this.context = context;
    this.summary = summary;
    this.paths = summary.paths();
    this.wantedSeq = fromSeq;
    this.nextSeq = fromSeq;
    this.fromFact = fromFact;
    this.only = only;
    this.withExpired = withExpired;
  }

  /** Reads from a seq on. */
  static FileCursor fromSeq(ReadContext context, LogSummary summary, long seq) {
    return new FileCursor(context, summary, Math.max(1, seq), 1, null, false);
  }

  /** Reads from a seq on, lines that have expired included. */
  static FileCursor fromSeqExpiredToo(ReadContext context, LogSummary summary, long seq) {
    return new FileCursor(context, summary, Math.max(1, seq), 1, null, true);
  }

  /** Reads from a fact on, lines that have expired included: they are still facts. */
  static FileCursor fromFact(ReadContext context, LogSummary summary, long fact) {
    return new FileCursor(context, summary, 1, Math.max(1, fact), null, true);
  }

  /** Reads one block. */
  static FileCursor of(ReadContext context, LogSummary summary, Block block) {
    return new FileCursor(context, summary, 1, 1, block, false);
  }

  /** Reads one block, lines that have expired included. */
  static FileCursor expiredToo(ReadContext context, LogSummary summary, Block block) {
    return new FileCursor(context, summary, 1, 1, block, true);
  }

  @Override
  public @Nullable JournalLine next() {
    if (damage != null) {
      throw damage;
    }
    JournalLine waiting = held;
    if (waiting != null) {
      held = null;
      wantedSeq = waiting.seq() + 1;
      return waiting;
    }
    try {
      return read();
    } catch (IOException e) {
      throw new JournalIoFailure("reading", currentPath(), e);
    }
  }

  private @Nullable JournalLine read() throws IOException {
    while (true) {
      NumberedLines open = lines;
      if (open == null) {
        if (!openAnew() && !goOnToStatedEnd()) {
          return null;
        }
        continue;
      }
      switch (open.next(end)) {
        case END -> {
          if (only != null || (!goOn(open) && !goOnToStatedEnd())) {
            return null;
          }
        }
        case LINE -> {
          if (lacksLinesBefore(open)) {
            if (isUnfinished(open)) {
              closeFile();
              return null;
            }
            throw gap(open);
          }
          JournalLine line = accept(open);
          if (line != null) {
            return line;
          }
        }
        case DAMAGE -> {
          if (open.expectedSeq() >= wantedSeq && open.expectedSeq() > deletedToSeq()) {
            if (isUnfinished(open)) {
              closeFile();
              return null;
            }
            damage = open.damage();
            throw damage;
          }
        }
        case LOST -> wantedSeq = Math.max(wantedSeq, open.span().seq() + 1);
        case NOTHING -> {}
      }
    }
  }

  private @Nullable JournalLine accept(NumberedLines open) throws IOException {
    LineSpan span = open.span();
    if (summary.expires() && open.position() >= lookAgainAt) {
      lookForDeleted();
    }
    if (span.seq() < wantedSeq || span.fact() < fromFact || span.seq() <= deletedToSeq()) {
      return null;
    }
    wantedSeq = span.seq() + 1;
    return line(open);
  }

  private boolean lacksLinesBefore(NumberedLines open) throws IOException {
    long found = open.span().seq();
    return found != open.expectedSeq() && isGap(open.expectedSeq(), found);
  }

  private DamagedLine gap(NumberedLines open) {
    LineSpan span = open.span();
    if (span.seq() >= wantedSeq && span.fact() >= fromFact) {
      held = line(open);
    }
    damage = open.gap();
    return damage;
  }

  /**
   * Whether what was found wrong is in the end of an unclean stop, which is no damage; who asks
   * again looks again.
   */
  private boolean isUnfinished(NumberedLines open) throws IOException {
    return opened != null && summary.isUnfinished(opened, open.lineOffset());
  }

  /** Whether lines are missing before the one found that should be there. */
  private boolean isGap(long expected, long found) throws IOException {
    long lastMissing = found - 1;
    if (lastMissing < expected) {
      return true; // not missing but there twice
    }
    if (lastMissing < wantedSeq || lastMissing <= deletedToSeq()) {
      return false;
    }
    lookForDeleted(); // deleted since we looked?
    return lastMissing > deletedToSeq();
  }

  private JournalLine line(NumberedLines open) {
    return new JournalLine(paths.log(), open.span(), open.json(), currentPath());
  }

  private long deletedToSeq() {
    LogEnd live = context.ends().of(paths.log());
    return live == null ? deletedToSeq : Math.max(deletedToSeq, live.bounds().deletedToSeq());
  }

  private void lookForDeleted() throws IOException {
    deletedToSeq = summary.deletedToSeq(!withExpired);
    lookAgainAt = lines == null ? 0 : lines.position() + LOOK_BYTES;
  }

  private Path currentPath() {
    return part == null ? paths.lines() : part.path();
  }

  /** Opens the file that holds what comes next; false if there is none yet. */
  private boolean openAnew() throws IOException {
    LogSummary.Opened next;
    if (only != null) {
      next = isOpened ? null : summary.open(only);
    } else if (fromFact > 1 && !isOpened) {
      next = summary.openFact(fromFact);
    } else {
      next = summary.openSeq(Math.max(wantedSeq, nextSeq));
    }
    if (next == null) {
      return false;
    }
    enter(next);
    return true;
  }

  private void enter(LogSummary.Opened next) throws IOException {
    closeFile();
    Numbering start = next.place().numbering();
    opened = next;
    part = next.place().part();
    end = only == null ? next.end() : only.endOffset();
    RawLines raw =
        new RawLines(next.file().file(), context.maxLineBytes(), next.place().byteOffset());
    lines = new NumberedLines(summary.source(next.place().part()), raw, start);
    deletedToSeq = next.deletedToSeq();
    if (summary.expires()) {
      lookForDeleted();
    }
    if (!isOpened && fromFact > 1) {
      wantedSeq = start.lastSeq() + 1;
      nextSeq = wantedSeq;
    }
    isOpened = true;
    long first = start.lastSeq() + 1;
    if (only == null && start.certain() && first > nextSeq && isGap(nextSeq, first)) {
      damage =
          new DamagedLine(
                  paths.log(),
                  next.place().part().path(),
                  next.place().byteOffset(),
                  nextSeq,
                  "expected seq %d but the file begins with %d".formatted(nextSeq, first))
              .missingTo(first - 1);
      nextSeq = first;
      throw damage;
    }
  }

  /** At the end of what may be read: whether there is more now, here or in another file. */
  private boolean goOn(NumberedLines open) throws IOException {
    LogSummary.Opened current = opened;
    LogPart at = part;
    if (current == null || at == null) {
      return false;
    }
    nextSeq = Math.max(nextSeq, open.numbering().lastSeq() + 1);
    if (grow(current.file(), at)) {
      return true;
    }
    if (opened == null) { // gone: whatever follows is elsewhere
      return openAnew();
    }
    LogPart ended = part == null ? at : part; // it may have been sealed in between
    if (ended.kind() == Kind.ACTIVE && paths.foreign() == null) {
      return false;
    }
    LogSummary.Opened next = summary.openAfter(ended, nextSeq);
    if (next == null) {
      return false;
    }
    enter(next);
    return true;
  }

  /**
   * Looks again if lines are stated that were not found. They were in the files before they were
   * stated, so if they are not there now, they are missing.
   */
  private boolean goOnToStatedEnd() throws IOException {
    if (only != null || endCheckedTo >= nextSeq) {
      return false;
    }
    endCheckedTo = nextSeq;
    long stated = summary.statedHighestSeq();
    if (stated < nextSeq) {
      return false;
    }
    NumberedLines open = lines;
    if (open == null ? openAnew() : goOn(open)) {
      return true;
    }
    if (!isGap(nextSeq, stated + 1)) {
      return false;
    }
    String missing = "expected seq %d to %d but the lines end".formatted(nextSeq, stated);
    damage = new DamagedLine(paths.log(), currentPath(), end, nextSeq, missing).missingTo(stated);
    nextSeq = stated + 1;
    throw damage;
  }

  /** Whether the file that is open has grown; closes it if it is the log's no more. */
  private boolean grow(OwnFile current, LogPart at) throws IOException {
    long newEnd =
        switch (at.kind()) {
          case ACTIVE -> activeEnd(current, at);
          case SEALED -> end;
          case FOREIGN, LATE -> summary.foreignEnd(at);
        };
    boolean grown = newEnd > end;
    end = Math.max(end, newEnd);
    if (grown) {
      lookForDeleted();
    }
    return grown;
  }

  private long activeEnd(OwnFile current, LogPart at) throws IOException {
    LogEnd live = context.ends().of(paths.log());
    if (live != null && live.isOf(current.key())) {
      return live.length();
    }
    Disk.Facts now = live == null ? context.disk().stat(paths.lines()) : null;
    if (now != null && String.valueOf(now.key()).equals(String.valueOf(current.key()))) {
      if (now.size() < end) {
        closeFile(); // cut: what was read last may stand there no more
        return end;
      }
      return now.size() == end
          ? end
          : VisibleEnd.of(current.file(), end, now.size(), context.maxLineBytes());
    }
    Path sealed = Segment.of(paths, at.firstSeq()).lines();
    Disk.Facts rolled = context.disk().stat(sealed);
    if (rolled != null && String.valueOf(rolled.key()).equals(String.valueOf(current.key()))) {
      part = new LogPart(Kind.SEALED, sealed, at.firstSeq(), 0, LogPart.OPEN_END);
      return rolled.size();
    }
    closeFile();
    return end;
  }

  @Override
  public long nextSeq() {
    return wantedSeq;
  }

  @Override
  public void skipDamage() {
    damage = null;
  }

  private void closeFile() throws IOException {
    LogSummary.Opened open = opened;
    opened = null;
    lines = null;
    part = null;
    if (open != null) {
      open.file().close();
    }
  }

  @Override
  public void close() {
    try {
      closeFile();
    } catch (IOException e) {
      throw new JournalIoFailure("closing", paths.lines(), e);
    }
  }
}
