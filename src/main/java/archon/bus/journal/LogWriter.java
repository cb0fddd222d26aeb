package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one log: appends groups, seals the active file, deletes, keeps the stated facts true. Used
 * by one thread at a time; blocks on I/O.
 *
 * <p>Whatever fails, a reader never meets half a group that this writer left behind: a failed write
 * is cut back, and when even that fails, or a sync does, the writer is fenced and the log must be
 * recovered from disk.
 */
final class LogWriter {
  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final LogSettings settings;
  private final StatedFile statedFile;
  private final LogPublisher publisher;
  private final ActiveFile active;
  private final BlockSaver blocks;
  private final Fence fence;
  private final FencedFile fenced;

  private List<Segment> sealed;
  private StatedFacts.Foreign foreign;
  private @Nullable StatedFacts stated;
  private LogBounds bounds;
  private StatedFacts.Base base;
  private BlockBuilder unsaved;
  private boolean inUse;
  private long begunMillis;
  private long unsyncedSeq;

  /** Takes what a writer says of how far its log may be read. */
  interface LogPublisher {
    void publish(LogEnd end);
  }

  /** Recovers a log and returns its writer. */
  static LogWriter open(
      ReadContext context, LogPaths paths, boolean foldsCase, LogPublisher publisher)
      throws IOException {
    Recovered recovered = new LogRecovery(context, paths).run();
    LogWriter writer = new LogWriter(context, paths, foldsCase, publisher, recovered);
    if (recovered.mustState()) {
      writer.state(false);
      writer.inUse = true;
    }
    new LateLines(context, paths).copyTo(writer);
    writer.publish();
    return writer;
  }

  private LogWriter(
      ReadContext context,
      LogPaths paths,
      boolean foldsCase,
      LogPublisher publisher,
      Recovered recovered) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
    this.settings = context.settings().of(paths.log());
    this.publisher = publisher;
    this.fence = new Fence(paths.log());
    this.statedFile = new StatedFile(disk, paths, context.settings());
    this.active =
        new ActiveFile(context, paths, foldsCase, recovered.fileKey(), recovered.length());
    this.fenced = new FencedFile(active, paths.lines(), fence);
    this.sealed = recovered.sealed();
    this.stated = recovered.stated();
    this.bounds = recovered.bounds();
    this.base = recovered.base();
    this.foreign = recovered.foreign();
    this.begunMillis = recovered.begunMillis();
    this.unsaved = recovered.scan().rest();
    this.blocks = new BlockSaver(context, paths, recovered.savedBlocks(), recovered.scan().full());
  }

  LogId log() {
    return paths.log();
  }

  LogBounds bounds() {
    return bounds;
  }

  /** The bounds, unless the log is fenced: then they may not be what is on disk. */
  LogBounds usableBounds() {
    requireUsable();
    return bounds;
  }

  LogSettings settings() {
    return settings;
  }

  StatedFacts.Foreign foreign() {
    return foreign;
  }

  boolean isFenced() {
    return fence.isUp();
  }

  /** Whether something was appended since the last sync. */
  boolean isUnsynced() {
    return !fence.isUp() && active.isUnsynced();
  }

  /** Appends encoded groups in one write and, if the log is synced by groups, one sync. */
  void append(LineBuffer lines) {
    requireUsable();
    fenced.checkNeighbours();
    ready();
    boolean isFirst = active.length() == 0;
    if (!active.isUnsynced()) {
      unsyncedSeq = bounds.highestSeq() + 1;
    }
    fenced.append(lines);
    if (settings.sync() == SyncPolicy.BATCH) {
      fenced.sync();
    }
    if (isFirst) {
      begunMillis = Clock.systemUTC().millis();
    }
    bounds =
        new LogBounds(
            lines.lastFact(), lines.lastSeq(), bounds.deletedToFact(), bounds.deletedToSeq());
    publish();
  }

  /**
   * Notes the blocks of what was appended last; after its acknowledgement, since they are derived.
   */
  void summarize(LineBuffer lines) {
    long start = active.length() - lines.length();
    for (LineBuffer.Line line : lines.lines()) {
      LineSpan span = line.span();
      unsaved.add(span, lines.micros(line), start + line.end());
      Block block =
          span.more() ? null : unsaved.endGroup(new Numbering(span.seq(), span.fact(), true, true));
      if (block != null) {
        blocks.add(block);
      }
    }
    if (active.isUnsynced() && blocks.wantsSync()) {
      fenced.sync();
    }
    if (!active.isUnsynced()) {
      blocks.save(active, base);
    }
  }

  /** Syncs what was appended since the last sync; a failure fences the log. */
  void syncNow() {
    if (isUnsynced()) {
      fenced.sync();
      blocks.save(active, base);
    }
  }

  /** Seq of the first line that is not synced yet, 0 if all are. */
  long unsyncedSeq() {
    return active.isUnsynced() ? unsyncedSeq : 0;
  }

  /** When the active file is to be sealed for its age, milliseconds since 1970; 0 for never. */
  long sealAtMillis() {
    return settings.segmentAge().isZero() || active.length() <= 0
        ? 0
        : begunMillis + settings.segmentAge().toMillis();
  }

  /**
   * Seals the active file if it is large or old enough; the next one takes its name. Returns
   * whether it did.
   */
  boolean sealIfDue() {
    boolean isOld = sealAtMillis() > 0 && Clock.systemUTC().millis() >= sealAtMillis();
    // A file that nobody but a predecessor wrote to may be all that its program knows.
    boolean isOurs = unsaved.numbering().checksummed();
    boolean isDue = isOurs && (active.length() >= settings.segmentBytes() || isOld);
    return !fence.isUp() && isDue && seal();
  }

  private boolean seal() {
    Segment segment = Segment.of(paths, base.seq() + 1);
    fenced.checkNeighbours();
    fenced.sync(); // what follows in the next file proves this one durable
    Path folder = paths.lines().resolveSibling("");
    try {
      if (sealed.isEmpty()) {
        Segment.list(disk, paths); // refuses a link in place of the folder
        disk.createDirectories(paths.segments(), context.settings().directoryPermissions());
        disk.forceDirectory(folder);
      }
      disk.rename(paths.lines(), segment.lines());
    } catch (IOException | UnsafeFile e) {
      context
          .warnings()
          .once(
              segment.lines().toString(),
              "%s: could not be sealed and goes on growing: %s".formatted(paths.lines(), e));
      return false;
    }
    try {
      disk.forceDirectory(paths.segments());
      disk.forceDirectory(folder);
      blocks.seal(segment, active, base, unsaved.partial(), unsaved.numbering());
      active.forget();
      base = new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact());
      unsaved =
          new BlockBuilder(paths.lines(), 0, Numbering.startingAfter(base.seq(), base.fact()));
      List<Segment> longer = new ArrayList<>(sealed);
      longer.add(segment);
      sealed = List.copyOf(longer);
      createNext();
      state(false);
      publish();
      return true;
    } catch (IOException failure) {
      throw fence.raise("sealing a segment failed", failure);
    }
  }

  /**
   * Who follows the log by its name should find a file; without room for one, appending makes it.
   */
  private void createNext() throws IOException {
    try {
      active.create();
      begunMillis = Clock.systemUTC().millis();
    } catch (IOException failure) {
      if (!DiskFull.is(failure)) {
        throw failure;
      }
    }
  }

  /**
   * Deletes facts up to {@code toFact} and lines up to {@code toSeq}, which may be in the middle of
   * the next fact; returns how many lines that hides.
   */
  long deleteTo(long toSeq, long toFact) {
    requireUsable();
    fenced.checkNeighbours();
    if (toSeq <= bounds.deletedToSeq()) {
      return 0;
    }
    fenced.sync(); // a length that is stated is one that was synced
    long hidden = toSeq - bounds.deletedToSeq();
    LogBounds before = bounds;
    bounds = new LogBounds(bounds.highestFact(), bounds.highestSeq(), toFact, toSeq);
    try {
      if (toSeq == bounds.highestSeq()) {
        deleteAll();
      } else {
        state(false);
        inUse = true;
      }
      sealed =
          new SealedSegments(context, paths).deleteTo(sealed, bounds.deletedToSeq(), base.seq());
      publish();
    } catch (IOException failure) {
      bounds = stated != null && stated.bounds().deletedToSeq() >= toSeq ? bounds : before;
      throw fence.raise("deleting failed", failure);
    }
    return hidden;
  }

  private void deleteAll() throws IOException {
    OwnLines own = new OwnLines(context, paths);
    Path other = paths.foreign();
    boolean unlink = active.exists() && own.fill(paths.lines());
    boolean unlinkForeign = other != null && foreign.lines() > 0 && own.fillForeign(other);
    if (unlink) {
      // Stated first: found after a crash, the file is known by its head and deleted then.
      FileHead head = active.head();
      base = new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact());
      write(facts(false, StatedFacts.NO_FILE, "", head));
      disk.delete(paths.lines());
      disk.delete(paths.blocks());
      disk.delete(FilterFile.beside(paths.blocks()));
      active.forget();
      inUse = false;
      blocks.restart();
      unsaved =
          new BlockBuilder(paths.lines(), 0, Numbering.startingAfter(base.seq(), base.fact()));
    } else {
      state(false);
      inUse = true;
    }
    publish();
    if (unlinkForeign && other != null) {
      disk.delete(other);
    }
    if (unlink || unlinkForeign) {
      disk.forceDirectory(paths.lines().resolveSibling(""));
    }
    if (unlinkForeign) {
      foreign = StatedFacts.Foreign.NONE; // a file of that name has other lines from now on
      state(false);
    }
  }

  /** Late lines of foreign files have their place in the log up to here. */
  void took(StatedFacts.Foreign now) {
    foreign = now;
  }

  /** States what was taken from foreign files. */
  void stateForeign() throws IOException {
    state(false);
    inUse = true;
  }

  /** Ends the use of the log. Clean unless it is fenced. */
  void release() {
    try {
      if (!fence.isUp() && inUse) {
        fenced.sync();
        blocks.save(active, base);
        state(true);
      }
      active.close();
    } catch (IOException e) {
      throw new JournalIoFailure("closing", paths.lines(), e);
    }
  }

  /** Closes the open file; the next append opens it again. */
  void closeFile() throws IOException {
    active.close();
  }

  /** Sees to it that the active file is open and stated as in use. */
  private void ready() {
    try {
      if (!active.exists()) {
        active.create();
        inUse = false;
      }
      active.open();
      if (!inUse) {
        state(false);
        inUse = true;
      }
    } catch (IOException failure) {
      throw DiskFull.orIoFailure("opening", paths.lines(), Math.max(0, active.length()), failure);
    }
  }

  private void state(boolean clean) throws IOException {
    write(facts(clean, active.length(), OwnFile.keyText(active.key()), active.head()));
  }

  private StatedFacts facts(boolean clean, long length, String fileKey, FileHead head) {
    long generation = stated == null ? 1 : stated.generation() + 1;
    return new StatedFacts(
        generation, bounds, base, clean, length, fileKey, head, begunMillis, foreign);
  }

  private void write(StatedFacts facts) throws IOException {
    boolean existed = stated != null;
    try {
      statedFile.write(facts);
      stated = facts;
    } catch (IOException failure) {
      if (existed && !DiskFull.is(failure)) {
        throw fence.raise("stating its facts failed", failure);
      }
      throw failure;
    }
  }

  private void publish() {
    LogLayout layout =
        new LogLayout(
            LogLayout.State.SAME,
            bounds,
            Numbering.startingAfter(base.seq(), base.fact()),
            foreign,
            sealed);
    publisher.publish(new LogEnd(active.key(), Math.max(0, active.length()), bounds, layout));
  }

  void requireUsable() {
    fence.requireDown();
  }

  /** Fences the log: what is on disk may differ from what is known here. */
  void fenceAfter(Throwable failure) {
    fence.raiseAfter(failure);
  }
}
