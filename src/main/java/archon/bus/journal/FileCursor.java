package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's files one after another: a topic's foreign file, then its own. At the live end it
 * asks how far the own file may be read now, and notices that the file was deleted, replaced or
 * cut.
 */
final class FileCursor implements LineCursor {
  private final ReadContext context;
  private final LogSummary summary;
  private final LogPaths paths;
  private final long fromFact;
  private final @Nullable Block only; // reads this block and no further, null to follow the log

  private LogSummary.@Nullable Start
      start; // where to begin in the next file opened, null for its beginning
  private boolean inForeignFile;
  private long wantedSeq;

  private LogLayout layout =
      new LogLayout(LogLayout.State.NEW, LogBounds.EMPTY, Numbering.UNKNOWN, Long.MAX_VALUE);
  private Numbering lastForeign = Numbering.UNKNOWN;
  private @Nullable OwnFile file;
  private @Nullable NumberedLines lines;
  private long end;
  private long deletedToSeq;
  private @Nullable DamagedLine damage;
  private @Nullable JournalLine held; // found intact behind damage

  FileCursor(
      ReadContext context,
      LogSummary summary,
      LogSummary.Start start,
      long fromSeq,
      long fromFact) {
    this(context, summary, start, fromSeq, fromFact, null);
  }

  /** Reads one block. */
  static FileCursor of(ReadContext context, LogSummary summary, Block block) {
    boolean foreign = block.file().equals(summary.paths().foreign());
    LogSummary.Start start =
        new LogSummary.Start(foreign, block.byteOffset(), Numbering.before(block));
    return new FileCursor(context, summary, start, 1, 1, block);
  }

  private FileCursor(
      ReadContext context,
      LogSummary summary,
      LogSummary.Start start,
      long fromSeq,
      long fromFact,
      @Nullable Block only) {
    this.context = context;
    this.summary = summary;
    this.paths = summary.paths();
    this.start = start;
    this.inForeignFile = start.inForeignFile();
    this.wantedSeq = fromSeq;
    this.fromFact = fromFact;
    this.only = only;
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
        if (!openNext()) {
          return null;
        }
        continue;
      }
      switch (open.next(end)) {
        case END -> {
          if (only != null || !goOn(open)) {
            return null;
          }
        }
        case LINE -> {
          JournalLine line = accept(open);
          if (line != null) {
            return line;
          }
        }
        case DAMAGE -> {
          if (open.expectedSeq() >= wantedSeq && open.expectedSeq() > deletedToSeq()) {
            damage = open.damage();
            throw damage;
          }
        }
        case NOTHING -> {}
      }
    }
  }

  private @Nullable JournalLine accept(NumberedLines open) throws IOException {
    LineSpan span = open.span();
    if (inForeignFile && span.seq() > layout.foreignLines()) {
      leaveForeignFile(open);
      return null;
    }
    if (span.seq() != open.expectedSeq() && isGap(open)) {
      if (span.seq() >= wantedSeq && span.fact() >= fromFact) {
        held = line(open);
      }
      damage = open.gap();
      throw damage;
    }
    if (span.seq() < wantedSeq || span.fact() < fromFact || span.seq() <= deletedToSeq()) {
      return null;
    }
    wantedSeq = span.seq() + 1;
    return line(open);
  }

  /** Whether lines are missing before the one found that should be there. */
  private boolean isGap(NumberedLines open) throws IOException {
    long lastMissing = open.span().seq() - 1;
    if (lastMissing < open.expectedSeq()) {
      return true; // not missing but there twice
    }
    if (lastMissing < wantedSeq || lastMissing <= deletedToSeq()) {
      return false;
    }
    readLayout(); // deleted since we looked?
    return lastMissing > deletedToSeq();
  }

  private JournalLine line(NumberedLines open) {
    return new JournalLine(paths.log(), open.span(), open.json(), currentPath());
  }

  private long deletedToSeq() {
    LogEnd live = context.ends().of(paths.log());
    return live == null ? deletedToSeq : live.bounds().deletedToSeq();
  }

  private Path currentPath() {
    return inForeignFile && paths.foreign() != null ? paths.foreign() : paths.lines();
  }

  /** Opens the file to read next; false if it does not exist yet. */
  private boolean openNext() throws IOException {
    if (only != null && !summary.isCurrent(only)) {
      return false;
    }
    readLayout();
    Path foreign = paths.foreign();
    if (inForeignFile && foreign != null && layout.foreignLines() > 0) {
      OwnFile opened = OwnFile.open(context.disk(), foreign, context.maxLineBytes());
      if (!opened.isMissing()) {
        file = opened;
        Numbering from = start == null ? Numbering.startingAfter(0, 0) : start.numbering();
        lines = NumberedLines.foreign(summary.source(true), raw(opened), from);
        end = only != null ? only.endOffset() : visibleEnd(opened, startOffset());
        start = null;
        return true;
      }
    }
    if (inForeignFile) {
      inForeignFile = false;
      start = null;
    }
    OwnFile opened = OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes());
    LogEnd live = context.ends().of(paths.log());
    boolean cleared = live == null && layout.state() == LogLayout.State.CLEARED;
    if (opened.isMissing() || cleared || (live != null && !live.isOf(opened.key()))) {
      opened.close();
      return false;
    }
    file = opened;
    Numbering from = start == null || start.byteOffset() == 0 ? ownBeginning() : start.numbering();
    lines = NumberedLines.own(summary.source(false), raw(opened), from);
    end =
        only != null
            ? only.endOffset()
            : live != null ? live.length() : visibleEnd(opened, startOffset());
    start = null;
    return true;
  }

  private Numbering ownBeginning() {
    if (layout.state() == LogLayout.State.NEW && start != null && start.numbering().lastSeq() > 0) {
      return start.numbering(); // behind foreign lines that the summary counted
    }
    return layout.state() == LogLayout.State.NEW ? lastForeign : layout.start();
  }

  private RawLines raw(OwnFile opened) {
    return new RawLines(opened.file(), context.maxLineBytes(), startOffset());
  }

  private long startOffset() {
    return start == null ? 0 : start.byteOffset();
  }

  private long visibleEnd(OwnFile opened, long floor) throws IOException {
    return VisibleEnd.of(opened.file(), floor, opened.file().size(), context.maxLineBytes());
  }

  /** At the end of what may be read: whether there is more now, here or in another file. */
  private boolean goOn(NumberedLines open) throws IOException {
    OwnFile current = file;
    if (current == null) {
      return false;
    }
    if (inForeignFile) {
      readLayout();
      boolean hasOwn = context.disk().stat(paths.lines()) != null;
      if (hasOwn || layout.state() != LogLayout.State.NEW) {
        leaveForeignFile(open);
        return true;
      }
    }
    Disk.Facts now = context.disk().stat(currentPath());
    LogEnd live = inForeignFile ? null : context.ends().of(paths.log());
    if (now == null) {
      closeFile();
      return false;
    }
    boolean replaced = !String.valueOf(now.key()).equals(String.valueOf(current.key()));
    if (replaced || now.size() < open.position()) {
      closeFile();
      return openNext();
    }
    long newEnd = end;
    if (live != null) {
      newEnd = live.isOf(current.key()) ? live.length() : end;
    } else if (now.size() > end) {
      newEnd = VisibleEnd.of(current.file(), end, now.size(), context.maxLineBytes());
    }
    boolean grown = newEnd > end;
    end = Math.max(end, newEnd);
    if (grown && live == null && !inForeignFile) {
      readLayout();
    }
    return grown;
  }

  private void leaveForeignFile(NumberedLines open) throws IOException {
    Numbering last = open.numbering();
    long seq = Math.min(last.lastSeq(), layout.foreignLines());
    lastForeign = new Numbering(seq, seq, false, false);
    inForeignFile = false;
    start = null;
    closeFile();
  }

  private void readLayout() throws IOException {
    LogEnd live = context.ends().of(paths.log());
    if (live != null) {
      layout = live.layout();
      deletedToSeq = live.bounds().deletedToSeq();
      return;
    }
    try (OwnFile own = OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes())) {
      layout = LogLayout.of(StatedFile.read(context.disk(), paths.stated()), own);
      deletedToSeq = layout.stated().deletedToSeq();
    }
  }

  @Override
  public void skipDamage() {
    damage = null;
  }

  private void closeFile() throws IOException {
    OwnFile open = file;
    file = null;
    lines = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    try {
      closeFile();
    } catch (IOException e) {
      throw new JournalIoFailure("closing", currentPath(), e);
    }
  }
}
