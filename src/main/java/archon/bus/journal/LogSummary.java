package archon.bus.journal;

import archon.bus.journal.LogPart.Kind;
import archon.bus.journal.LogPart.Place;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of one log: its layout, the files its lines stand in and their blocks. Kept
 * from question to question and only brought up to date. Safe from any thread.
 */
final class LogSummary {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogSource source;
  private final SegmentIndex segments;
  private final ForeignScans foreign;
  private final LogView view;
  private final LogExpiry expiry;

  private @Nullable FileScan own;
  private Numbering ownStart = Numbering.UNKNOWN;

  LogSummary(ReadContext context, LogId log, SegmentCache cache) {
    this.context = context;
    this.paths = LogPaths.toRead(context.directory(), log);
    this.source = LogSource.own(context, paths);
    this.segments = new SegmentIndex(context, paths, cache);
    this.foreign = new ForeignScans(context, paths);
    this.view = new LogView(context, paths);
    this.expiry =
        new LogExpiry(
            context.settings().of(log).retention(),
            block -> FileCursor.expiredToo(context, this, block),
            Clock.systemUTC());
  }

  LogPaths paths() {
    return paths;
  }

  /** Whether lines expire. */
  boolean expires() {
    return expiry.isLimited();
  }

  LogSource source(LogPart part) {
    boolean isForeign = part.kind() == Kind.FOREIGN || part.kind() == Kind.LATE;
    return isForeign ? source.inForeign(part.path()) : source.at(part.path());
  }

  /** A file opened for reading from a place on, up to {@code end}. */
  record Opened(OwnFile file, Place place, long end) {}

  synchronized List<Block> blocks() throws IOException {
    refresh();
    List<Block> blocks = storedBlocks();
    long deletedToSeq = withoutExpired(storedBounds()).deletedToSeq();
    blocks.removeIf(block -> block.lastSeq() <= deletedToSeq);
    return blocks;
  }

  /** Blocks of all files, in part or altogether deleted ones included. */
  private List<Block> storedBlocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (LogPart part : parts()) {
      blocks.addAll(blocksOf(part));
    }
    return blocks;
  }

  /** What the log holds; expired lines count as deleted. */
  /**
   * Where filters of the log's blocks are: lines, filters and the blocks they are of. None of
   * foreign lines.
   */
  synchronized List<KeySearch.Filters> filters() throws IOException {
    refresh();
    List<KeySearch.Filters> filters = new ArrayList<>();
    for (LogPart part : parts()) {
      if (part.kind() == Kind.SEALED) {
        Segment segment = view.layout().sealed().get(placeOf(part));
        filters.add(new KeySearch.Filters(segment, part.path(), segment.blocks(), blocksOf(part)));
      } else if (part.kind() == Kind.ACTIVE) {
        FileScan lines = ownScan();
        List<Block> full = lines == null ? List.of() : List.copyOf(lines.full());
        filters.add(new KeySearch.Filters(null, part.path(), paths.blocks(), full));
      }
    }
    return filters;
  }

  synchronized LogBounds bounds() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    if (end != null && !expiry.isLimited()) {
      return end.bounds();
    }
    refresh();
    return withoutExpired(storedBounds());
  }

  private LogBounds withoutExpired(LogBounds stored) throws IOException {
    if (!expiry.isLimited()) {
      return stored;
    }
    long expiredToSeq = expiry.toSeq(stored, this::storedBlocks);
    return expiredToSeq <= stored.deletedToSeq()
        ? stored
        : stored.deletedTo(expiredToSeq, stored.deletedToFact());
  }

  /** What the log holds, expired lines included. */
  private LogBounds storedBounds() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    if (end != null) {
      return end.bounds();
    }
    LogBounds stated = view.layout().stated();
    Numbering last = last();
    long highestSeq = Math.max(stated.highestSeq(), last.lastSeq());
    long highestFact = Math.max(stated.highestFact(), last.lastFact());
    if (view.layout().state() != LogLayout.State.NEW) {
      return new LogBounds(highestFact, highestSeq, stated.deletedToFact(), stated.deletedToSeq());
    }
    // Nothing was stated: what the first line shows to be missing was deleted.
    for (LogPart part : parts()) {
      List<Block> blocks = blocksOf(part);
      if (!blocks.isEmpty()) {
        Block first = blocks.get(0);
        return new LogBounds(highestFact, highestSeq, first.firstFact() - 1, first.firstSeq() - 1);
      }
    }
    return LogBounds.EMPTY;
  }

  /** Numbering behind the last line that can be read. */
  private Numbering last() throws IOException {
    List<FileScan> late = foreign.late();
    if (!late.isEmpty()) {
      return late.get(late.size() - 1).numbering();
    }
    FileScan lines = ownScan();
    return lines == null ? beforeOwn() : lines.numbering();
  }

  /** Whether the highest numbers are not known, so that nothing can be appended. */
  synchronized boolean isLost() throws IOException {
    view.refresh();
    return view.layout().state() == LogLayout.State.LOST;
  }

  /**
   * Up to which seq lines are deleted.
   *
   * @param expired whether lines that have expired count
   */
  synchronized long deletedToSeq(boolean expired) throws IOException {
    if (expired && expiry.isLimited()) {
      return bounds().deletedToSeq();
    }
    LogEnd end = context.ends().of(paths.log());
    if (end != null) {
      return end.bounds().deletedToSeq();
    }
    if (view.layout().state() == LogLayout.State.NEW) {
      refresh();
      List<LogPart> parts = parts();
      return parts.isEmpty() ? 0 : parts.get(0).firstSeq() - 1; // nothing was stated
    }
    view.refresh();
    return view.layout().stated().deletedToSeq();
  }

  /**
   * What has expired and fills whole files: numbers up to which the writer may delete, those that
   * are deleted already if there is nothing more.
   */
  synchronized LogBounds expired() throws IOException {
    refresh();
    LogBounds stored = storedBounds();
    LogBounds found = stored;
    long expiredToSeq = withoutExpired(stored).deletedToSeq();
    List<Segment> sealed = view.layout().sealed();
    for (int i = 0; i < sealed.size(); i++) {
      Numbering end =
          i + 1 < sealed.size() ? segments.start(sealed, i + 1) : segments.summary(sealed, i).end();
      if (end.lastSeq() <= expiredToSeq && end.lastSeq() > found.deletedToSeq()) {
        found = found.deletedTo(end.lastSeq(), end.lastFact());
      }
    }
    return expiredToSeq < stored.highestSeq()
        ? found
        : found.deletedTo(stored.highestSeq(), stored.highestFact());
  }

  /** Opens the file in which a seq stands, or the first one behind it; null if there is none. */
  synchronized @Nullable Opened openSeq(long seq) throws IOException {
    return openWhere(
        parts -> {
          LogPart found = parts.get(0);
          for (LogPart part : parts) {
            found = part.firstSeq() <= seq ? part : found;
          }
          return seq <= found.firstSeq() ? beginning(found) : place(found, Block::firstSeq, seq);
        });
  }

  /** Opens the file in which a fact stands, or the first one behind it; null if there is none. */
  synchronized @Nullable Opened openFact(long fact) throws IOException {
    return openWhere(
        parts -> {
          for (int i = parts.size() - 1; i > 0; i--) {
            if (startOf(parts.get(i)).lastFact() < fact) {
              return place(parts.get(i), Block::firstFact, fact);
            }
          }
          return place(parts.get(0), Block::firstFact, fact);
        });
  }

  /** Opens the file that follows {@code part}; null if none does, or not yet. */
  synchronized @Nullable Opened openAfter(LogPart part, long nextSeq) throws IOException {
    return openWhere(
        parts -> {
          boolean isLast = !part.isComplete();
          for (LogPart candidate : parts) {
            boolean follows =
                candidate.kind().compareTo(part.kind()) > 0
                    || (candidate.kind() == part.kind() && candidate.firstSeq() > part.firstSeq());
            if (follows && (!isLast || candidate.firstSeq() <= nextSeq)) {
              return beginning(candidate);
            }
          }
          // Late lines have their place in the own file by now.
          boolean copied = part.kind() == Kind.LATE && foreign.late().isEmpty();
          LogPart last = parts.get(parts.size() - 1);
          return copied && last.kind() == Kind.ACTIVE
              ? place(last, Block::firstSeq, nextSeq)
              : null;
        });
  }

  /** Opens a block's file; null if its lines were deleted since it was told. */
  synchronized @Nullable Opened open(Block block) throws IOException {
    return openWhere(
        parts -> {
          for (LogPart part : parts) {
            // A block of the active file may be in a sealed segment by now.
            boolean mayHold =
                block.firstSeq() >= part.firstSeq()
                    && (part.path().equals(block.file()) || block.file().equals(paths.lines()));
            if (mayHold && block.in(part.path()).same(blocksOf(part)) != null) {
              return new Place(part, block.byteOffset(), Numbering.before(block));
            }
          }
          return null;
        });
  }

  private interface Chooser {
    @Nullable Place choose(List<LogPart> parts) throws IOException;
  }

  private @Nullable Opened openWhere(Chooser chooser) throws IOException {
    // A file may be rolled, cleared or replaced between choosing and opening it.
    for (int attempt = 0; attempt < LogView.MAX_LOOKS; attempt++) {
      refresh();
      List<LogPart> parts = parts();
      Place place = parts.isEmpty() ? null : chooser.choose(parts);
      if (place == null) {
        return null;
      }
      LogPart part = place.part();
      OwnFile file =
          part.kind() == Kind.ACTIVE
              ? view.openActive()
              : OwnFile.open(context.disk(), part.path(), context.maxLineBytes());
      if (file != null && !file.isMissing()) {
        return new Opened(file, place, endOf(part, file, place.byteOffset()));
      }
    }
    return null;
  }

  private long endOf(LogPart part, OwnFile file, long floor) throws IOException {
    return switch (part.kind()) {
      case FOREIGN, LATE -> part.end();
      case SEALED -> file.size();
      case ACTIVE -> view.visibleEnd(file, floor);
    };
  }

  /** Where reading a foreign file ends by now. */
  synchronized long foreignEnd(LogPart part) throws IOException {
    refresh();
    return parts().stream()
        .filter(now -> now.kind() == part.kind() && now.path().equals(part.path()))
        .filter(now -> now.firstSeq() == part.firstSeq())
        .mapToLong(LogPart::end)
        .findFirst()
        .orElse(LogPart.OPEN_END);
  }

  private Place beginning(LogPart part) throws IOException {
    return new Place(part, part.byteOffset(), startOf(part));
  }

  private Place place(LogPart part, ToLongFunction<Block> first, long wanted) throws IOException {
    List<Block> blocks = blocksOf(part);
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
    if (low == 0) {
      return beginning(part);
    }
    Block block = blocks.get(low - 1);
    return new Place(part, block.byteOffset(), Numbering.before(block));
  }

  /** The files in the order of their lines. */
  private List<LogPart> parts() throws IOException {
    List<LogPart> parts = new ArrayList<>();
    for (FileScan scan : foreign.first()) {
      if (scan.hasLines()) {
        parts.add(part(Kind.FOREIGN, scan));
      }
    }
    for (Segment segment : view.layout().sealed()) {
      parts.add(new LogPart(Kind.SEALED, segment.lines(), segment.firstSeq(), 0, LogPart.OPEN_END));
    }
    if (view.hasActive()) {
      long stated = view.activeFirstSeq();
      long firstSeq = stated == 0 ? beforeOwn().lastSeq() + 1 : stated;
      parts.add(new LogPart(Kind.ACTIVE, paths.lines(), firstSeq, 0, LogPart.OPEN_END));
    }
    for (FileScan scan : foreign.late()) {
      if (scan.hasLines()) {
        parts.add(part(Kind.LATE, scan));
      }
    }
    return parts;
  }

  private static LogPart part(Kind kind, FileScan scan) {
    return new LogPart(kind, scan.path(), scan.start().lastSeq() + 1, scan.beginning(), scan.end());
  }

  private List<Block> blocksOf(LogPart part) throws IOException {
    return switch (part.kind()) {
      case FOREIGN -> scanOf(part, foreign.first()).blocks();
      case LATE -> scanOf(part, foreign.late()).blocks();
      case SEALED -> segments.summary(view.layout().sealed(), placeOf(part)).blocks();
      case ACTIVE -> {
        FileScan lines = ownScan();
        yield lines == null ? List.of() : lines.blocks();
      }
    };
  }

  private Numbering startOf(LogPart part) throws IOException {
    return switch (part.kind()) {
      case FOREIGN -> scanOf(part, foreign.first()).start();
      case LATE -> scanOf(part, foreign.late()).start();
      case SEALED -> segments.start(view.layout().sealed(), placeOf(part));
      case ACTIVE -> startOfOwn();
    };
  }

  private static FileScan scanOf(LogPart part, List<FileScan> scans) {
    return scans.stream().filter(scan -> scan.path().equals(part.path())).findFirst().orElseThrow();
  }

  private int placeOf(LogPart part) {
    List<Segment> sealed = view.layout().sealed();
    int at = 0;
    while (sealed.get(at).firstSeq() != part.firstSeq()) {
      at++;
    }
    return at;
  }

  private Numbering startOfOwn() throws IOException {
    Numbering stated = view.layout().start();
    if (stated.certain()) {
      return stated;
    }
    Numbering before = beforeOwn();
    boolean certain = view.layout().state() == LogLayout.State.ROLLED;
    return new Numbering(before.lastSeq(), before.lastFact(), false, certain);
  }

  /** Numbering behind the lines that stand before those of the own file. */
  private Numbering beforeOwn() throws IOException {
    List<Segment> sealed = view.layout().sealed();
    return sealed.isEmpty() ? foreign.end() : segments.summary(sealed, sealed.size() - 1).end();
  }

  private @Nullable FileScan ownScan() throws IOException {
    try (OwnFile file = view.openActive()) {
      if (file == null || file.isMissing()) {
        own = null;
        return null;
      }
      Numbering start = startOfOwn();
      FileScan known = own;
      if (known == null || !known.isOf(file.key(), file.size()) || !start.equals(ownStart)) {
        known = new FileScan(source, file.key(), start, context.maxLineBytes());
        own = known;
        ownStart = start;
      }
      long visible = view.visibleEnd(file, known.end());
      if (view.layout().state() != LogLayout.State.NEW
          && visible - known.end() > 2L * BlockBuilder.BLOCK_BYTES) {
        known.take(new BlockIndex(context.disk(), paths).following(file, known, start, visible));
      }
      known.advance(file.file(), visible, Long.MAX_VALUE);
      return known;
    }
  }

  private void refresh() throws IOException {
    view.refresh();
    foreign.refreshFirst(view.layout().foreign().lines());
    if (paths.foreign() != null) {
      FileScan lines = ownScan();
      StatedFacts.Foreign taken = view.isLive() ? StatedFacts.Foreign.ALL : view.layout().foreign();
      foreign.refreshLate(taken, lines == null ? beforeOwn() : lines.numbering());
    }
  }
}
