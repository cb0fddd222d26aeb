package archon.bus.journal;

import archon.bus.journal.LogPart.Kind;
import archon.bus.journal.LogPart.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The files a log's lines are read from, and their blocks, as far as they were looked at. Not
 * thread-safe.
 */
final class LogParts implements LogExpiry.Blocks {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogSource source;
  private final SegmentIndex segments;
  private final SealedRuns sealedRuns;
  private final ForeignScans foreign;
  private final LogView view;

  private @Nullable FileScan own;
  private Numbering ownStart = Numbering.UNKNOWN;
  private boolean ownIsScanned; // since the last look
  private List<Segment> partsOf = List.of();
  private List<LogPart> sealedParts = List.of(); // of partsOf

  LogParts(ReadContext context, LogPaths paths, SegmentCache cache) {
    this.context = context;
    this.paths = paths;
    this.source = LogSource.own(context, paths);
    this.segments = new SegmentIndex(context, paths, cache);
    this.sealedRuns = new SealedRuns(context, paths, segments);
    this.foreign = new ForeignScans(context, paths);
    this.view = new LogView(context, paths);
  }

  /** Looks at the files anew. */
  void refresh() throws IOException {
    ownIsScanned = false;
    view.refresh();
    foreign.refreshFirst(view.layout().foreign().lines());
    if (paths.foreign() != null) {
      FileScan lines = ownScan();
      StatedFacts.Foreign taken = view.isLive() ? StatedFacts.Foreign.ALL : view.layout().foreign();
      foreign.refreshLate(taken, lines == null ? beforeOwn() : lines.numbering());
    }
  }

  LogLayout layout() {
    return view.layout();
  }

  /** Looks at what is stated and at nothing else. */
  LogLayout refreshedLayout() throws IOException {
    ownIsScanned = false;
    view.refresh();
    return view.layout();
  }

  LogSource source(LogPart part) {
    boolean isForeign = part.kind() == Kind.FOREIGN || part.kind() == Kind.LATE;
    return isForeign ? source.inForeign(part.path()) : source.at(part.path());
  }

  /** The files in the order of their lines. */
  List<LogPart> parts() throws IOException {
    List<LogPart> parts = new ArrayList<>();
    for (FileScan scan : foreign.first()) {
      if (scan.hasLines()) {
        parts.add(part(Kind.FOREIGN, scan));
      }
    }
    parts.addAll(sealedParts());
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

  /** Made once for each list of segments. */
  private List<LogPart> sealedParts() {
    List<Segment> sealed = view.layout().sealed();
    if (partsOf != sealed) {
      partsOf = sealed;
      sealedParts = new ArrayList<>(sealed.size());
      for (Segment segment : sealed) {
        sealedParts.add(part(segment));
      }
    }
    return sealedParts;
  }

  private static LogPart part(Segment segment) {
    return new LogPart(Kind.SEALED, segment.lines(), segment.firstSeq(), 0, LogPart.OPEN_END);
  }

  private static LogPart part(Kind kind, FileScan scan) {
    return new LogPart(kind, scan.path(), scan.start().lastSeq() + 1, scan.beginning(), scan.end());
  }

  List<Block> blocksOf(LogPart part) throws IOException {
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

  Numbering startOf(LogPart part) throws IOException {
    return switch (part.kind()) {
      case FOREIGN -> scanOf(part, foreign.first()).start();
      case LATE -> scanOf(part, foreign.late()).start();
      case SEALED -> startOfSealed(placeOf(part));
      case ACTIVE -> startOfOwn();
    };
  }

  private static FileScan scanOf(LogPart part, List<FileScan> scans) {
    return scans.stream().filter(scan -> scan.path().equals(part.path())).findFirst().orElseThrow();
  }

  private int placeOf(LogPart part) {
    return Segment.place(view.layout().sealed(), part.firstSeq());
  }

  private Numbering startOfSealed(int place) throws IOException {
    List<Segment> sealed = view.layout().sealed();
    Block whole = sealedRuns.whole(sealed, place);
    return whole == null
        ? segments.start(sealed, place)
        : Numbering.startingAfter(whole.firstSeq() - 1, whole.firstFact() - 1);
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
    if (!ownIsScanned) {
      own = scanOwn();
      ownIsScanned = true;
    }
    return own;
  }

  private @Nullable FileScan scanOwn() throws IOException {
    try (OwnFile file = view.openActive()) {
      if (file == null || file.isMissing()) {
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

  /**
   * @param wanted files whose filters are asked
   */
  List<KeySearch.Filters> filters(Set<Path> wanted) throws IOException {
    List<KeySearch.Filters> filters = new ArrayList<>();
    for (LogPart part : parts()) {
      if (part.kind() == Kind.SEALED && wanted.contains(part.path())) {
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

  /** Blocks of all files, in part or altogether deleted ones included. */
  @Override
  public List<BlockRun> storedRuns() throws IOException {
    List<BlockRun> runs = new ArrayList<>();
    foreign.first().forEach(scan -> add(scan.blocks(), runs));
    runs.addAll(sealedRuns.of(view.layout().sealed(), view.present()));
    FileScan lines = ownScan();
    add(lines == null ? List.of() : lines.blocks(), runs);
    foreign.late().forEach(scan -> add(scan.blocks(), runs));
    return runs;
  }

  private static void add(List<Block> blocks, List<BlockRun> runs) {
    if (!blocks.isEmpty()) {
      runs.add(BlockRun.of(blocks));
    }
  }

  /** The segment that a run was told of, null if it is gone. */
  @Nullable Segment segmentOf(BlockRun run) throws IOException {
    List<Segment> sealed = sealedFor(run);
    int place = Segment.place(sealed, run.firstSeq());
    return place < 0 ? null : sealed.get(place);
  }

  /** The blocks of a run, as they are now if it was not opened. */
  @Override
  public List<Block> blocks(BlockRun run) throws IOException {
    return run.isOpened() ? run.blocks() : sealedRuns.blocks(sealedFor(run), run);
  }

  private List<Segment> sealedFor(BlockRun run) throws IOException {
    if (Segment.place(view.layout().sealed(), run.firstSeq()) < 0) {
      refresh(); // nobody has looked yet, or it is gone
    }
    return view.layout().sealed();
  }

  /** Numbering behind the last line that can be read. */
  Numbering last() throws IOException {
    List<FileScan> late = foreign.late();
    if (!late.isEmpty()) {
      return late.get(late.size() - 1).numbering();
    }
    FileScan lines = ownScan();
    return lines == null ? beforeOwn() : lines.numbering();
  }

  Place beginning(LogPart part) throws IOException {
    return new Place(part, part.byteOffset(), startOf(part));
  }

  Place place(LogPart part, ToLongFunction<Block> first, long wanted) throws IOException {
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

  /** Opens a part, null if it was rolled or replaced since the last look. */
  @Nullable OwnFile open(LogPart part) throws IOException {
    return part.kind() == Kind.ACTIVE
        ? view.openActive()
        : OwnFile.open(context.disk(), part.path(), context.maxLineBytes());
  }

  /** Whether what is wrong in a file that is open was never acknowledged. */
  boolean isUnfinished(OwnFile file, Place from, long wrongAt) throws IOException {
    return from.part().kind() == Kind.ACTIVE && view.isUnfinished(file, from, wrongAt);
  }

  /** How far a part that is open may be read. */
  long endOf(LogPart part, OwnFile file, long floor) throws IOException {
    return switch (part.kind()) {
      case FOREIGN, LATE -> part.end();
      case SEALED -> file.size();
      case ACTIVE -> view.visibleEnd(file, floor);
    };
  }

  /** Numbering behind the sealed segment at {@code place}. */
  Numbering endOfSealed(int place) throws IOException {
    List<Segment> sealed = view.layout().sealed();
    return place + 1 < sealed.size()
        ? startOfSealed(place + 1)
        : segments.summary(sealed, place).end();
  }
}
