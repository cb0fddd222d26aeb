package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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
  private static final int COPY_BYTES = 256 * 1024;

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final LogSource source;

  LogRecovery(ReadContext context, LogPaths paths) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
    LogId log = paths.log();
    LogTopic topic = log.kind() == LogId.Kind.TOPIC ? new LogTopic(log.name()) : null;
    this.source = new LogSource(log, topic, paths.lines(), context.warnings());
  }

  Recovered run() throws IOException {
    StatedFile.Content content = StatedFile.read(disk, paths.stated());
    try (OwnFile own = OwnFile.open(disk, paths.lines(), context.maxLineBytes())) {
      LogLayout layout = LogLayout.of(content, own);
      requireKnownNumbers(content, layout, own);
      Recovered.Foreign foreign = foreign(content.facts(), layout);
      if (layout.state() == LogLayout.State.CLEARED) {
        finishClearing();
        return withoutFile(content.facts(), layout, foreign);
      }
      return own.isMissing()
          ? withoutFile(content.facts(), layout, foreign)
          : withFile(content, layout, foreign, own);
    }
  }

  private void requireKnownNumbers(StatedFile.Content content, LogLayout layout, OwnFile own) {
    if (layout.state() == LogLayout.State.LOST) {
      String what =
          content.isDamaged()
              ? "%s is damaged and %s holds no line".formatted(paths.stated(), paths.lines())
              : "%s %s although it was in use"
                  .formatted(paths.lines(), own.isMissing() ? "is gone" : "was replaced");
      throw new StatedFactsLost(paths.log(), what);
    }
    if (content.isDamaged()) {
      LOG.warn(
          "{}: stated facts are damaged; the numbers are taken from the lines, deletions may show again",
          paths.stated());
    }
    if (layout.state() == LogLayout.State.REPLACED) {
      LOG.warn(
          "{} was removed or replaced by another program: lines up to seq {} are gone, numbers go on behind them",
          paths.lines(),
          layout.stated().highestSeq());
    }
  }

  private Recovered.Foreign foreign(@Nullable StatedFacts facts, LogLayout layout)
      throws IOException {
    if (paths.foreign() == null) {
      return Recovered.Foreign.NONE;
    }
    try (OwnFile file = OwnFile.open(disk, paths.foreign(), context.maxLineBytes())) {
      if (file.isMissing()) {
        return facts == null
            ? Recovered.Foreign.NONE
            : new Recovered.Foreign(facts.foreignLines(), 0);
      }
      LogSource lines =
          new LogSource(paths.log(), source.topic(), paths.foreign(), context.warnings());
      FileScan scan =
          new FileScan(
              lines, true, file.key(), Numbering.startingAfter(0, 0), context.maxLineBytes());
      if (facts == null) {
        scan.advance(file.file(), file.size(), layout.foreignLines());
        return new Recovered.Foreign(scan.numbering().lastSeq(), file.size());
      }
      if (file.size() != facts.foreignLength()) {
        scan.advance(file.file(), file.size(), Long.MAX_VALUE);
        long later = scan.numbering().lastSeq() - facts.foreignLines();
        if (later > 0) {
          LOG.warn(
              "{}: {} lines of {} came after the others were adopted; they are not read, publish them again",
              paths.foreign(),
              later,
              paths.log().describe());
        }
      }
      return new Recovered.Foreign(facts.foreignLines(), facts.foreignLength());
    }
  }

  private void finishClearing() throws IOException {
    disk.delete(paths.lines());
    disk.delete(paths.blocks());
    disk.forceDirectory(paths.lines().resolveSibling(""));
  }

  private Recovered withoutFile(
      @Nullable StatedFacts facts, LogLayout layout, Recovered.Foreign foreign) {
    boolean fresh = facts == null;
    LogBounds bounds =
        fresh ? new LogBounds(foreign.lines(), foreign.lines(), 0, 0) : layout.stated();
    Numbering start = Numbering.startingAfter(bounds.highestSeq(), bounds.highestFact());
    return new Recovered(
        facts,
        bounds,
        new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact()),
        foreign,
        null,
        StatedFacts.NO_FILE,
        new FileScan(source, false, null, start, context.maxLineBytes()),
        0,
        layout.state() == LogLayout.State.REPLACED);
  }

  private Recovered withFile(
      StatedFile.Content content, LogLayout layout, Recovered.Foreign foreign, OwnFile own)
      throws IOException {
    StatedFacts facts = content.facts();
    Numbering start =
        facts == null
            ? new Numbering(foreign.lines(), foreign.lines(), false, false)
            : layout.start();
    FileScan scan = new FileScan(source, false, own.key(), start, context.maxLineBytes());
    List<Block> saved = List.of();
    if (facts != null) {
      saved = new BlockIndex(disk, paths).following(own, scan, start, own.size());
      scan.take(saved);
    }
    boolean clean = facts != null && facts.clean();
    // Blocks are saved only once they are synced, and the length stated was synced before it was
    // stated.
    long proven = facts == null ? 0 : facts.length();
    proven = saved.isEmpty() ? proven : Math.max(proven, saved.get(saved.size() - 1).endOffset());
    RawLines raw = new RawLines(own.file(), context.maxLineBytes(), scan.end());
    NumberedLines lines = NumberedLines.own(source, raw, scan.numbering());
    LogTail tail =
        LogTail.scan(lines, scan.numbering(), scan.end(), own.size(), source.topic() != null);

    long length = own.size();
    boolean cut =
        tail.goodEnd() < length && mayCut(facts, proven, tail, lines.numbering().checksummed());
    if (cut) {
      cut(own, tail.goodEnd());
      length = tail.goodEnd();
    }
    if (!clean && facts != null && proven < length) {
      writeAgain(own, proven, length);
    }
    length = supplyLineEnd(own, length);
    scan.advance(own.file(), length, Long.MAX_VALUE);

    LogBounds bounds =
        bounds(
            content,
            layout,
            foreign,
            scan,
            tail,
            cut || tail.goodEnd() == own.size() || tail.isJunk());
    boolean mustState =
        facts != null
            && (!clean
                || layout.state() != LogLayout.State.SAME
                || length != facts.length()
                || !bounds.equals(facts.bounds()));
    return new Recovered(
        facts,
        bounds,
        base(start, scan, bounds),
        foreign,
        own.key(),
        length,
        scan,
        Math.max(0, saved.size() - 1),
        mustState);
  }

  private static boolean mayCut(
      @Nullable StatedFacts facts, long proven, LogTail tail, boolean checksummed) {
    if (facts == null) {
      // A predecessor's broken line is passed over where it stands. Of our own lines it is not
      // known whether the stop was
      // clean, but a clean one leaves nothing incomplete.
      return tail.isIncomplete() && checksummed;
    }
    return !facts.clean() && proven <= tail.goodEnd();
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
      StatedFile.Content content,
      LogLayout layout,
      Recovered.Foreign foreign,
      FileScan scan,
      LogTail tail,
      boolean tailIsWhole) {
    LogBounds stated = layout.stated();
    StatedFacts facts = content.facts();
    boolean certain = tail.isCertain() && tailIsWhole;
    if (!certain && (facts == null || !facts.clean())) {
      throw new DamagedLog(
          "%s: expected its end to tell the highest seq but the last lines are damaged; put %s back from a backup"
              .formatted(paths.log().describe(), paths.lines()),
          new DamagedLine(
              paths.log(),
              paths.lines(),
              tail.goodEnd(),
              tail.lastIntactSeq() + 1,
              "it is damaged"));
    }
    long seq = certain ? scan.numbering().lastSeq() : tail.lastIntactSeq();
    long fact = certain ? scan.numbering().lastFact() : tail.lastIntactFact();
    if (layout.state() == LogLayout.State.ODD && !isClean(facts) && seq < stated.highestSeq()) {
      throw new StatedFactsLost(
          paths.log(),
          "%s ends at seq %d although seq %d was stored"
              .formatted(paths.lines(), seq, stated.highestSeq()));
    }
    long deletedToSeq = stated.deletedToSeq();
    long deletedToFact = stated.deletedToFact();
    List<Block> blocks = scan.blocks();
    if (facts == null && foreign.lines() == 0 && !blocks.isEmpty()) {
      deletedToSeq = blocks.get(0).firstSeq() - 1;
      deletedToFact = blocks.get(0).firstFact() - 1;
    }
    return new LogBounds(
        Math.max(fact, stated.highestFact()),
        Math.max(seq, stated.highestSeq()),
        deletedToFact,
        deletedToSeq);
  }

  private static boolean isClean(@Nullable StatedFacts facts) {
    return facts != null && facts.clean();
  }

  /** Moves the end of the own file to quarantine. */
  private void cut(OwnFile own, long from) throws IOException {
    Path copy = paths.quarantine(context.directory(), from, Clock.systemUTC().millis());
    Path folder = copy.resolveSibling("");
    disk.createDirectories(folder, context.settings().directoryPermissions());
    try (Disk.OpenFile to = disk.create(copy, context.settings().filePermissions())) {
      copy(own.file(), from, own.size(), to, 0);
      to.force();
    }
    disk.forceDirectory(folder);
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      file.truncate(from);
      file.force();
    }
    LOG.warn(
        "{} at byte {}: the last {} bytes are an incomplete or damaged group after an unclean stop, not known to be"
            + " acknowledged; moved to {}",
        paths.lines(),
        from,
        own.size() - from,
        copy);
  }

  /**
   * Writes bytes in place that were written but perhaps never synced, and syncs them: a sync that
   * failed before may have left them in memory only, marked as written.
   */
  private void writeAgain(OwnFile own, long from, long to) throws IOException {
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      copy(own.file(), from, to, file, from);
      file.force();
    }
  }

  private static void copy(Disk.OpenFile source, long from, long to, Disk.OpenFile target, long at)
      throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    for (long offset = from; offset < to; ) {
      int read = source.read(buffer, 0, (int) Math.min(buffer.length, to - offset), offset);
      if (read < 0) {
        throw new IOException("the file was cut while it was copied");
      }
      target.write(buffer, 0, read, at + offset - from);
      offset += read;
    }
  }

  /** A whole last line may lack its line end: the next one must not be glued to it. */
  private long supplyLineEnd(OwnFile own, long length) throws IOException {
    byte[] last = new byte[] {'\n'};
    if (length == 0 || (own.file().read(last, 0, 1, length - 1) == 1 && last[0] == '\n')) {
      return length;
    }
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      file.write(new byte[] {'\n'}, 0, 1, length);
      file.force();
    }
    return length + 1;
  }
}
