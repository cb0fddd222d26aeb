package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of one log: its layout and the blocks of its files. Kept from question to
 * question and only brought up to date. Safe from any thread.
 */
final class LogSummary {
  private final ReadContext context;
  private final LogPaths paths;
  private final @Nullable LogTopic topic;

  private LogLayout layout =
      new LogLayout(LogLayout.State.NEW, LogBounds.EMPTY, Numbering.UNKNOWN, Long.MAX_VALUE);
  private @Nullable FileScan foreign;
  private @Nullable FileScan own;
  private Numbering ownStart = Numbering.UNKNOWN;

  LogSummary(ReadContext context, LogId log) {
    this.context = context;
    this.paths = LogPaths.toRead(context.directory(), log);
    this.topic = log.kind() == LogId.Kind.TOPIC ? new LogTopic(log.name()) : null;
  }

  LogPaths paths() {
    return paths;
  }

  LogSource source(boolean ofForeignFile) {
    return new LogSource(
        paths.log(),
        topic,
        ofForeignFile && paths.foreign() != null ? paths.foreign() : paths.lines(),
        context.warnings());
  }

  /** Where to begin reading so that a seq or fact is met. */
  record Start(boolean inForeignFile, long byteOffset, Numbering numbering) {}

  synchronized List<Block> blocks() throws IOException {
    refresh();
    List<Block> blocks = new ArrayList<>();
    long deletedToSeq = currentBounds().deletedToSeq();
    for (FileScan scan : scans()) {
      for (Block block : scan.blocks()) {
        if (block.lastSeq() > deletedToSeq) {
          blocks.add(block);
        }
      }
    }
    return blocks;
  }

  synchronized LogBounds bounds() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    if (end != null) {
      return end.bounds();
    }
    refresh();
    return currentBounds();
  }

  private LogBounds currentBounds() {
    LogEnd end = context.ends().of(paths.log());
    if (end != null) {
      return end.bounds();
    }
    LogBounds stated = layout.stated();
    long highestSeq = stated.highestSeq();
    long highestFact = stated.highestFact();
    for (FileScan scan : scans()) {
      highestSeq = Math.max(highestSeq, scan.numbering().lastSeq());
      highestFact = Math.max(highestFact, scan.numbering().lastFact());
    }
    if (layout.state() != LogLayout.State.NEW) {
      return new LogBounds(highestFact, highestSeq, stated.deletedToFact(), stated.deletedToSeq());
    }
    // Nothing was stated: what the first line shows to be missing was deleted.
    for (FileScan scan : scans()) {
      List<Block> blocks = scan.blocks();
      if (!blocks.isEmpty()) {
        Block first = blocks.get(0);
        return new LogBounds(highestFact, highestSeq, first.firstFact() - 1, first.firstSeq() - 1);
      }
    }
    return LogBounds.EMPTY;
  }

  synchronized Start startOfSeq(long seq) throws IOException {
    return start(Block::firstSeq, seq);
  }

  synchronized Start startOfFact(long fact) throws IOException {
    return start(Block::firstFact, fact);
  }

  private Start start(ToLongFunction<Block> first, long wanted) throws IOException {
    refresh();
    FileScan ownLines = own;
    if (ownLines != null) {
      List<Block> blocks = ownLines.blocks();
      int at = lastNotAbove(blocks, first, wanted);
      if (at >= 0) {
        return new Start(false, blocks.get(at).byteOffset(), Numbering.before(blocks.get(at)));
      }
    }
    FileScan foreignLines = foreign;
    if (foreignLines != null) {
      List<Block> blocks = foreignLines.blocks();
      int at = lastNotAbove(blocks, first, wanted);
      if (at >= 0) {
        return new Start(true, blocks.get(at).byteOffset(), Numbering.before(blocks.get(at)));
      }
    }
    return beginning();
  }

  /** Where the first line stands, without reading any. */
  Start beginning() {
    return paths.foreign() == null
        ? new Start(false, 0, Numbering.UNKNOWN)
        : new Start(true, 0, Numbering.startingAfter(0, 0));
  }

  private static int lastNotAbove(List<Block> blocks, ToLongFunction<Block> first, long wanted) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (first.applyAsLong(blocks.get(middle)) <= wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Whether a block told before is still where it was. */
  synchronized boolean isCurrent(Block block) throws IOException {
    refresh();
    return scans().stream().anyMatch(scan -> scan.holds(block));
  }

  private List<FileScan> scans() {
    List<FileScan> scans = new ArrayList<>(2);
    if (foreign != null) {
      scans.add(foreign);
    }
    if (own != null) {
      scans.add(own);
    }
    return scans;
  }

  private void refresh() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    try (OwnFile file = OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes())) {
      layout =
          end != null
              ? end.layout()
              : LogLayout.of(StatedFile.read(context.disk(), paths.stated()), file);
      refreshForeign();
      refreshOwn(file, end);
    }
  }

  private void refreshForeign() throws IOException {
    if (paths.foreign() == null || layout.foreignLines() == 0) {
      foreign = null;
      return;
    }
    try (OwnFile file = OwnFile.open(context.disk(), paths.foreign(), context.maxLineBytes())) {
      if (file.isMissing()) {
        foreign = null;
        return;
      }
      FileScan known = foreign;
      if (known == null
          || !known.isOf(file.key(), file.size())
          || known.numbering().lastSeq() > layout.foreignLines()) {
        known =
            new FileScan(
                source(true),
                true,
                file.key(),
                Numbering.startingAfter(0, 0),
                context.maxLineBytes());
        foreign = known;
      }
      if (known.numbering().lastSeq() < layout.foreignLines()) {
        long visible = VisibleEnd.of(file.file(), known.end(), file.size(), context.maxLineBytes());
        known.advance(file.file(), visible, layout.foreignLines());
      }
    }
  }

  private void refreshOwn(OwnFile file, @Nullable LogEnd end) throws IOException {
    if (file.isMissing()
        || layout.state() == LogLayout.State.CLEARED
        || (end != null && !end.isOf(file.key()))) {
      own = null;
      return;
    }
    Numbering start = layout.start();
    if (layout.state() == LogLayout.State.NEW && foreign != null) {
      Numbering last = foreign.numbering();
      start = new Numbering(last.lastSeq(), last.lastFact(), false, false);
    }
    FileScan known = own;
    if (known == null
        || !known.isOf(file.key(), end == null ? file.size() : end.length())
        || !start.equals(ownStart)) {
      known = new FileScan(source(false), false, file.key(), start, context.maxLineBytes());
      own = known;
      ownStart = start;
    }
    long visible =
        end != null
            ? end.length()
            : VisibleEnd.of(file.file(), known.end(), file.size(), context.maxLineBytes());
    if (layout.state() != LogLayout.State.NEW
        && visible - known.end() > 2L * BlockBuilder.BLOCK_BYTES) {
      known.take(new BlockIndex(context.disk(), paths).following(file, known, start, visible));
    }
    known.advance(file.file(), visible, Long.MAX_VALUE);
  }
}
