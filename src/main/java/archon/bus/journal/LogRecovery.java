package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readies a log for its writer: agrees its stated facts with its files, adopts a predecessor's
 * lines, repairs a torn tail. What is cut goes to quarantine first; what may be cut is said in
 * docs/journal-format.md.
 */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final LogSource source;
  private final SegmentIndex segments;

  LogRecovery(ReadContext context, LogPaths paths) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
    this.source = LogSource.own(context, paths);
    this.segments = new SegmentIndex(context, paths, new SegmentCache());
  }

  Recovered run() throws IOException {
    StatedFile.Content content = StatedFile.read(disk, paths);
    List<Segment> sealed = Segment.list(disk, paths);
    try (OwnFile own = OwnFile.open(disk, paths.lines(), context.maxLineBytes())) {
      LogLayout layout = LogLayout.of(content, own, sealed);
      requireKnownNumbers(content, layout, own);
      StatedFacts.Foreign foreign =
          new ForeignRecovery(context, paths).taken(content.facts(), layout, own);
      if (layout.state() == LogLayout.State.CLEARED) {
        finishClearing();
      }
      boolean hasFile = !own.isMissing() && layout.state() != LogLayout.State.CLEARED;
      Recovered recovered =
          hasFile
              ? withFile(content, layout, foreign, own)
              : withoutFile(content.facts(), layout, foreign);
      return withSealed(recovered, sealed);
    }
  }

  /** Takes away sealed segments that a deletion left behind. */
  private Recovered withSealed(Recovered recovered, List<Segment> sealed) throws IOException {
    SealedSegments segments = new SealedSegments(context, paths, sealed);
    if (recovered.stated() != null) {
      long deletedToSeq = recovered.stated().bounds().deletedToSeq();
      segments.delete(segments.letGo(deletedToSeq, recovered.base().seq()));
    }
    return recovered.with(segments.list());
  }

  private void requireKnownNumbers(StatedFile.Content content, LogLayout layout, OwnFile own)
      throws IOException {
    if (layout.state() == LogLayout.State.LOST) {
      throw new StatedFactsLost(paths.log(), whatIsLost(content, own));
    }
    boolean isOurs = !layout.sealed().isEmpty() || (!own.isMissing() && own.firstStatedSeq() > 0);
    if (content.isDamaged() || (!content.exists() && isOurs)) {
      LOG.warn(
          "{}: stated facts are {}; the numbers are taken from the lines, deletions may show again",
          paths.stated(),
          content.exists() ? "damaged" : "gone");
    }
    if (layout.state() == LogLayout.State.REPLACED) {
      LOG.warn(
          "{} was removed or replaced by another program: lines up to seq {} are gone, numbers go on behind them",
          paths.lines(),
          layout.stated().highestSeq());
    }
    if (layout.state() == LogLayout.State.MISSING) {
      LOG.warn(
          "{} {} by another program: lines up to seq {} are missing, numbers go on behind them{}; if they were"
              + " deleted on purpose, delete what is left of them too{}",
          paths.lines(),
          own.isMissing() ? "was removed" : "was cut or replaced",
          layout.stated().highestSeq(),
          paths.log().commandHint("verify"),
          paths.log().commandHint("clear"));
    }
  }

  private String whatIsLost(StatedFile.Content content, OwnFile own) {
    if (content.facts() == null) {
      String stated = content.exists() ? "damaged" : "gone";
      return "%s is %s and %s holds no line".formatted(paths.stated(), stated, paths.lines());
    }
    return "%s %s although it was in use"
        .formatted(paths.lines(), own.isMissing() ? "is gone" : "was replaced");
  }

  private void finishClearing() throws IOException {
    disk.delete(paths.lines());
    BlockFile.delete(disk, paths.blocks());
    disk.forceDirectory(paths.lines().resolveSibling(""));
  }

  private Recovered withoutFile(
      @Nullable StatedFacts facts, LogLayout layout, StatedFacts.Foreign foreign)
      throws IOException {
    LogBounds bounds = layout.stated();
    if (facts == null || layout.state() == LogLayout.State.ROLLED) {
      Numbering last = beforeOwn(layout, foreign);
      LogBounds deleted = deleted(facts, layout, foreign, null);
      bounds =
          new LogBounds(
              last.lastFact(), last.lastSeq(), deleted.deletedToFact(), deleted.deletedToSeq());
    }
    Numbering start = Numbering.startingAfter(bounds.highestSeq(), bounds.highestFact());
    boolean mustState =
        layout.state() != LogLayout.State.SAME && layout.state() != LogLayout.State.NEW;
    return new Recovered(
        facts,
        bounds,
        new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact()),
        foreign,
        layout.sealed(),
        null,
        StatedFacts.NO_FILE,
        0,
        new FileScan(source, null, start, context.maxLineBytes()),
        0,
        mustState);
  }

  /** Numbering behind the lines that stand before those of the own file. */
  private Numbering beforeOwn(LogLayout layout, StatedFacts.Foreign foreign) throws IOException {
    List<Segment> sealed = layout.sealed();
    return sealed.isEmpty()
        ? Numbering.startingAfter(foreign.lines(), foreign.lines())
        : segments.summary(sealed, sealed.size() - 1).end();
  }

  /**
   * What is stated to be deleted; if nothing is stated, what the first line shows to be missing.
   */
  private LogBounds deleted(
      @Nullable StatedFacts facts,
      LogLayout layout,
      StatedFacts.Foreign foreign,
      @Nullable Block firstOwn)
      throws IOException {
    if (facts != null) {
      return layout.stated();
    }
    Numbering first = Numbering.startingAfter(0, 0);
    if (!layout.sealed().isEmpty()) {
      first = segments.start(layout.sealed(), 0);
    } else if (firstOwn != null) {
      first = Numbering.before(firstOwn);
    }
    return foreign.lines() > 0
        ? LogBounds.EMPTY
        : new LogBounds(0, 0, first.lastFact(), first.lastSeq());
  }

  private Numbering start(LogLayout layout, StatedFacts.Foreign foreign) throws IOException {
    if (layout.start().certain()) {
      return layout.start();
    }
    Numbering before = beforeOwn(layout, foreign);
    boolean certain = layout.state() == LogLayout.State.ROLLED;
    return new Numbering(before.lastSeq(), before.lastFact(), false, certain);
  }

  private Recovered withFile(
      StatedFile.Content content, LogLayout layout, StatedFacts.Foreign foreign, OwnFile own)
      throws IOException {
    StatedFacts facts = content.facts();
    StatedFacts ofFile = layout.ofActive(facts);
    Numbering start = start(layout, foreign);
    FileScan scan = new FileScan(source, own.key(), start, context.maxLineBytes());
    List<Block> saved = List.of();
    if (ofFile != null) {
      saved = new BlockIndex(disk, paths).following(own, scan, start, own.size());
      scan.take(saved);
    }
    boolean clean = ofFile != null && ofFile.clean();
    // Blocks are saved only once they are synced, and the length stated was synced before it was
    // stated.
    long proven = ofFile == null ? 0 : ofFile.length();
    proven = saved.isEmpty() ? proven : Math.max(proven, saved.get(saved.size() - 1).endOffset());
    RawLines raw = new RawLines(own.file(), context.maxLineBytes(), scan.end());
    NumberedLines lines = new NumberedLines(source, raw, scan.numbering());
    LogTail tail =
        LogTail.scan(
            lines,
            scan.numbering(),
            scan.end(),
            own.size(),
            source.topic() != null,
            context.groupsShareSync(paths.log()));

    long length = own.size();
    boolean cut =
        tail.goodEnd() < length
            && tail.mayBeCut(facts, clean, proven, lines.numbering().checksummed());
    TailRepair repair = new TailRepair(context, paths);
    if (cut) {
      repair.cut(own, tail.goodEnd());
      length = tail.goodEnd();
    }
    if (!clean && facts != null && proven < length) {
      repair.writeAgain(own, proven, length);
    }
    length = repair.supplyLineEnd(own, length);
    scan.advance(own.file(), length, Long.MAX_VALUE);

    boolean tailIsWhole = cut || tail.goodEnd() == own.size() || tail.isJunk();
    List<Block> blocks = scan.blocks();
    LogBounds deleted = deleted(facts, layout, foreign, blocks.isEmpty() ? null : blocks.get(0));
    LogBounds bounds = bounds(layout, deleted, clean, scan, tail, tailIsWhole);
    boolean mustState =
        facts != null
            && (!clean
                || layout.state() != LogLayout.State.SAME
                || length != facts.length()
                || !bounds.equals(facts.bounds()));
    long begunMillis = ofFile == null ? 0 : ofFile.begunMillis();
    return new Recovered(
        facts,
        bounds,
        base(start, scan, bounds),
        foreign,
        layout.sealed(),
        own.key(),
        length,
        begunMillis > 0 ? begunMillis : own.modifiedMillis(),
        scan,
        Math.max(0, saved.size() - 1),
        mustState);
  }

  private static StatedFacts.Base base(Numbering start, FileScan scan, LogBounds bounds) {
    List<Block> blocks = scan.blocks();
    if (start.certain()) {
      return new StatedFacts.Base(start.lastSeq(), start.lastFact());
    }
    return blocks.isEmpty()
        ? new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact())
        : new StatedFacts.Base(blocks.get(0).firstSeq() - 1, blocks.get(0).firstFact() - 1);
  }

  private LogBounds bounds(
      LogLayout layout,
      LogBounds deleted,
      boolean clean,
      FileScan scan,
      LogTail tail,
      boolean tailIsWhole) {
    LogBounds stated = layout.stated();
    boolean certain = tail.isCertain() && tailIsWhole;
    if (!certain && !clean) {
      throw new DamagedLog(
          "%s: expected its end to tell the highest seq but the last lines are damaged; put %s back from a backup or repair it%s"
              .formatted(paths.log().describe(), paths.lines(), paths.log().commandHint("repair")),
          new DamagedLine(
              paths.log(),
              paths.lines(),
              tail.goodEnd(),
              tail.lastIntactSeq() + 1,
              "it is damaged"));
    }
    long seq = certain ? scan.numbering().lastSeq() : tail.lastIntactSeq();
    long fact = certain ? scan.numbering().lastFact() : tail.lastIntactFact();
    if (layout.state() == LogLayout.State.ODD && !clean && seq < stated.highestSeq()) {
      throw new StatedFactsLost(
          paths.log(),
          "%s ends at seq %d although seq %d was stored"
              .formatted(paths.lines(), seq, stated.highestSeq()));
    }
    return new LogBounds(
        Math.max(fact, stated.highestFact()),
        Math.max(seq, stated.highestSeq()),
        deleted.deletedToFact(),
        deleted.deletedToSeq());
  }
}
