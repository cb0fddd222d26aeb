package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Writes one log: appends groups, seals the active file, deletes, keeps the stated facts true. Used
 * by one thread at a time; blocks on I/O.
 *
 * <p>Whatever fails, a reader never meets half a group that this writer left behind: a failed write
 * is cut back, and when even that fails, or a sync does, the writer is fenced and the log must be
 * recovered from disk.
 */
final class LogWriter {
  /** Handing less to another thread takes longer than to note it: some 10 us against 0.2 a line. */
  private static final int NOTED_MEANWHILE = 64;

  private static final Meanwhile NOTHING = new Meanwhile(() -> {});

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final LogSettings settings;
  private final LogPublisher publisher;
  private final ActiveFile active;
  private final LogStatement statement;
  private final SealedSegments sealed;
  private final BlockSaver blocks;
  private final Fence fence;
  private final FencedFile fenced;

  private LogBounds bounds;
  private long unsyncedSeq;
  private Meanwhile noting = NOTHING; // the blocks of what was appended last

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
      if (recovered.fileKey() == null && !recovered.sealed().isEmpty()) {
        writer.createNext(); // shows what is missing between it and the segments
      }
      writer.statement.use(writer.bounds);
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
    this.active =
        new ActiveFile(context, paths, foldsCase, recovered.fileKey(), recovered.length());
    this.fenced = new FencedFile(disk, active, paths.lines(), fence);
    this.bounds = recovered.bounds();
    StatedFile stated = new StatedFile(disk, paths, context.settings());
    this.statement = new LogStatement(stated, active, fence, recovered);
    this.sealed = new SealedSegments(context, paths, recovered.sealed());
    this.blocks = new BlockSaver(context, paths, recovered);
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
    return statement.foreign();
  }

  boolean isFenced() {
    return fence.isUp();
  }

  /** Whether something was appended since the last sync. */
  boolean isUnsynced() {
    return !fence.isUp() && active.isUnsynced();
  }

  /**
   * Appends encoded groups in one write and, if the log is synced by groups, one sync. {@link
   * #summarize} must follow before the buffer is used again.
   *
   * @param threads one of which may note the blocks of many lines while this one syncs
   */
  void append(LineBuffer lines, Executor threads) {
    requireUsable();
    fenced.checkNeighbours();
    ready();
    boolean isFirst = active.length() == 0;
    if (!active.isUnsynced()) {
      unsyncedSeq = bounds.highestSeq() + 1;
    }
    long start = active.length();
    fenced.append(lines);
    noting = new Meanwhile(() -> blocks.add(lines, start));
    if (settings.sync() == SyncPolicy.BATCH) {
      syncWhileNoting(lines, threads);
    }
    if (isFirst) {
      statement.begin();
    }
    bounds =
        new LogBounds(
            lines.lastFact(), lines.lastSeq(), bounds.deletedToFact(), bounds.deletedToSeq());
    publish();
  }

  private void finishNoting() {
    try {
      noting.finish();
    } finally {
      noting = NOTHING; // it holds the buffer
    }
  }

  private void syncWhileNoting(LineBuffer lines, Executor threads) {
    if (lines.lines().size() >= NOTED_MEANWHILE) {
      noting.beginOn(threads);
    }
    try {
      fenced.sync();
    } catch (RuntimeException | Error e) { // whatever it is, no summary follows
      try {
        finishNoting();
      } catch (CompletionException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Notes the blocks of what was appended last, at the latest now that it is acknowledged. */
  void summarize() {
    finishNoting();
    if (active.isUnsynced() && blocks.wantsSync()) {
      fenced.sync();
    }
    if (!active.isUnsynced()) {
      blocks.save(active);
    }
  }

  /** Syncs what was appended since the last sync; a failure fences the log. */
  void syncNow() {
    if (isUnsynced()) {
      fenced.sync();
      blocks.save(active);
    }
  }

  /** Has another thread begin with what is unsynced, if that is much. */
  void writeBack() {
    fenced.writeBack();
  }

  /** Seq of the first line that is not synced yet, 0 if all are. */
  long unsyncedSeq() {
    return active.isUnsynced() ? unsyncedSeq : 0;
  }

  /** When the active file is to be sealed for its age, milliseconds since 1970; 0 for never. */
  long sealAtMillis() {
    return settings.segmentAge().isZero() || active.length() <= 0
        ? 0
        : statement.begunMillis() + settings.segmentAge().toMillis();
  }

  /**
   * Seals the active file if it is large or old enough; the next one takes its name. Returns
   * whether it did.
   */
  boolean sealIfDue() {
    boolean isOld = sealAtMillis() > 0 && Clock.systemUTC().millis() >= sealAtMillis();
    // A file that nobody but a predecessor wrote to may be all that its program knows.
    boolean isDue =
        blocks.endsChecksummed() && (active.length() >= settings.segmentBytes() || isOld);
    return !fence.isUp() && isDue && seal();
  }

  private boolean seal() {
    Segment segment = Segment.of(paths, statement.base().seq() + 1);
    fenced.checkNeighbours();
    fenced.sync(); // what follows in the next file proves this one durable
    try {
      active.open(); // by the name it has now: its blocks and filters are made of it
      sealed.take(segment);
    } catch (IOException | UnsafeFile e) {
      String what = "%s: could not be sealed and goes on growing: %s".formatted(paths.lines(), e);
      context.warnings().once(segment.lines().toString(), what);
      return false;
    }
    try {
      sealed.force();
      blocks.seal(segment, active);
      statement.beginBehind(bounds);
      beginAnew();
      createNext();
      statement.use(bounds);
      publish();
      return true;
    } catch (IOException failure) {
      throw fence.raise("sealing a segment failed", failure);
    }
  }

  /** There is no file of the log's name any more. */
  private void beginAnew() throws IOException {
    active.forget();
    blocks.restart(statement.base());
  }

  /**
   * Who follows the log by its name should find a file; without room for one, appending makes it.
   */
  private void createNext() throws IOException {
    try {
      active.create();
      statement.begin();
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
        statement.use(bounds);
      }
      List<Segment> unused = sealed.letGo(bounds.deletedToSeq(), statement.base().seq());
      publish(); // before they are gone: who reads meanwhile would miss them
      sealed.delete(unused);
    } catch (IOException failure) {
      bounds = statement.isDeletedTo(toSeq) ? bounds : before;
      throw fence.raise("deleting failed", failure);
    }
    return hidden;
  }

  private void deleteAll() throws IOException {
    OwnLines own = new OwnLines(context, paths);
    Path other = paths.foreign();
    boolean unlink = active.exists() && own.fill(paths.lines());
    boolean unlinkForeign = other != null && foreign().lines() > 0 && own.fillForeign(other);
    if (unlink) {
      unlinkActive();
    } else {
      statement.use(bounds);
    }
    publish();
    if (unlinkForeign && other != null) {
      disk.delete(other);
    }
    if (unlink || unlinkForeign) {
      disk.forceDirectory(paths.lines().resolveSibling(""));
    }
    if (unlinkForeign) {
      took(StatedFacts.Foreign.NONE); // a file of that name has other lines from now on
      statement.restate(bounds);
    }
  }

  private void unlinkActive() throws IOException {
    statement.clear(bounds); // first: a crash may leave the file
    disk.delete(paths.lines());
    BlockFile.delete(disk, paths.blocks());
    beginAnew();
  }

  /** Late lines of foreign files have their place in the log up to here. */
  void took(StatedFacts.Foreign now) {
    statement.foreign(now);
  }

  /** States what was taken from foreign files. */
  void stateForeign() throws IOException {
    statement.use(bounds);
  }

  /** Ends the use of the log. Clean unless it is fenced. */
  void release() {
    try {
      if (!fence.isUp() && statement.isInUse()) {
        fenced.sync();
        blocks.save(active);
        statement.release(bounds);
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
        statement.lapse();
      }
      active.open();
      if (!statement.isInUse()) {
        statement.use(bounds);
      }
    } catch (IOException failure) {
      throw DiskFull.orIoFailure("opening", paths.lines(), Math.max(0, active.length()), failure);
    }
  }

  private void publish() {
    StatedFacts.Base base = statement.base();
    Numbering start = Numbering.startingAfter(base.seq(), base.fact());
    LogLayout layout = new LogLayout(LogLayout.State.SAME, bounds, start, foreign(), sealed.list());
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
