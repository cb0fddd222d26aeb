package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one log: appends groups, deletes, keeps the stated facts true. Used by one thread at a
 * time; blocks on I/O.
 *
 * <p>Whatever fails, a reader never meets half a group that this writer left behind: a failed write
 * is cut back, and when even that fails, or a sync does, the writer is fenced and the log must be
 * recovered from disk.
 */
final class LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final boolean foldsCase;
  private final StatedFile statedFile;
  private final LogPublisher publisher;
  private final BlockSaver blocks;

  private final Recovered.Foreign foreign;
  private @Nullable StatedFacts stated;
  private LogBounds bounds;
  private StatedFacts.Base base;
  private @Nullable Object fileKey;
  private long length;
  private BlockBuilder unsaved;
  private boolean inUse;
  private Disk.@Nullable OpenFile file;
  private @Nullable LogFenced fence;

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
    this.foldsCase = foldsCase;
    this.publisher = publisher;
    this.statedFile = new StatedFile(disk, paths, context.settings());
    this.stated = recovered.stated();
    this.bounds = recovered.bounds();
    this.base = recovered.base();
    this.foreign = recovered.foreign();
    this.fileKey = recovered.fileKey();
    this.length = recovered.length();
    this.unsaved = recovered.scan().rest();
    this.blocks = new BlockSaver(context, paths, recovered.savedBlocks(), recovered.scan().full());
  }

  LogBounds bounds() {
    return bounds;
  }

  /** The bounds, unless the log is fenced: then they may not be what is on disk. */
  LogBounds usableBounds() {
    requireUsable();
    return bounds;
  }

  boolean isFenced() {
    return fence != null;
  }

  /**
   * Refuses groups that do not follow the last line, so that a mistake of the caller never reaches
   * the file. A persistent actor skips the numbers of events that were rejected; a topic skips
   * none.
   */
  void requireFollowing(List<LineGroup> groups, long afterSeq, long afterFact) {
    boolean maySkip = paths.log().kind() == LogId.Kind.ENTITY;
    long seq = afterSeq;
    long fact = afterFact;
    for (LineGroup group : groups) {
      boolean follows = group.fact() == fact + 1 || (maySkip && group.fact() > fact);
      if (group.firstSeq() != seq + 1 || !follows || group.heads().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: expected lines from seq %d, fact %d but found %d from seq %d, fact %d"
                .formatted(
                    paths.log().describe(),
                    seq + 1,
                    fact + 1,
                    group.heads().size(),
                    group.firstSeq(),
                    group.fact()));
      }
      seq += group.heads().size();
      fact = group.fact() + (group.oneFact() ? 0 : group.heads().size() - 1);
    }
  }

  /** Appends encoded groups in one write and one sync. */
  void append(LineBuffer lines) {
    requireUsable();
    checkNeighbours();
    Disk.OpenFile open = ready();
    long start = length;
    try {
      open.write(lines.bytes(), 0, lines.length(), start);
    } catch (IOException failure) {
      cutBack(open, start, failure);
      throw failed("writing", start, failure);
    }
    if (context.settings().of(paths.log()).sync() == SyncPolicy.BATCH) {
      sync(open);
    }
    length = start + lines.length();
    bounds =
        new LogBounds(
            lines.lastFact(), lines.lastSeq(), bounds.deletedToFact(), bounds.deletedToSeq());
    publish();
  }

  /**
   * Notes the blocks of what was appended last; after its acknowledgement, since they are derived.
   */
  void summarize(LineBuffer lines) {
    long start = length - lines.length();
    for (LineBuffer.Line line : lines.lines()) {
      LineSpan span = line.span();
      unsaved.add(span, lines.micros(line), start + line.end());
      Block block =
          span.more() ? null : unsaved.endGroup(new Numbering(span.seq(), span.fact(), true, true));
      if (block != null) {
        blocks.add(block);
      }
    }
    Disk.OpenFile open = file;
    if (open != null) {
      blocks.save(open, base);
    }
  }

  /**
   * Deletes facts up to {@code toFact}, whose last line is {@code toSeq}; returns how many lines
   * that hides.
   */
  long deleteTo(long toSeq, long toFact) {
    requireUsable();
    checkNeighbours();
    if (toSeq <= bounds.deletedToSeq()) {
      return 0;
    }
    Disk.OpenFile open = file;
    if (open != null && context.settings().of(paths.log()).sync() != SyncPolicy.BATCH) {
      sync(open); // a length that is stated is one that was synced
    }
    long hidden = toSeq - bounds.deletedToSeq();
    LogBounds before = bounds;
    bounds = new LogBounds(bounds.highestFact(), bounds.highestSeq(), toFact, toSeq);
    boolean all = toSeq == bounds.highestSeq();
    try {
      boolean unlink =
          all && length != StatedFacts.NO_FILE && holdsNothingElse(paths.lines(), false);
      boolean unlinkForeign =
          all && paths.foreign() != null && holdsNothingElse(paths.foreign(), true);
      if (unlink) {
        // Stated first: found after a crash, the file is known by its head and deleted then.
        stateWithoutFile();
        closeFile();
        disk.delete(paths.lines());
        disk.delete(paths.blocks());
        forgetFile();
      } else {
        state(false);
        inUse = true;
      }
      publish();
      if (unlinkForeign && paths.foreign() != null) {
        disk.delete(paths.foreign());
      }
      if (unlink || unlinkForeign) {
        disk.forceDirectory(paths.lines().resolveSibling(""));
      }
    } catch (IOException failure) {
      bounds = stated != null && stated.bounds().deletedToSeq() >= toSeq ? bounds : before;
      throw fenced("deleting failed", failure);
    }
    return hidden;
  }

  /** Whether every line of a file is this topic's, so that the file may go with them. */
  private boolean holdsNothingElse(Path path, boolean isForeign) throws IOException {
    if (!isForeign && !paths.mayHoldOthers()) {
      return true;
    }
    LogTopic topic = new LogTopic(paths.log().name());
    try (OwnFile own = OwnFile.open(disk, path, context.maxLineBytes())) {
      RawLines lines = own.isMissing() ? null : new RawLines(own.file(), context.maxLineBytes(), 0);
      while (lines != null && lines.next(own.size())) {
        boolean blank = lines.from() == lines.to();
        if (!blank
            && (lines.isTooLong() || !topic.isOf(lines.buffer(), lines.from(), lines.to()))) {
          return false;
        }
      }
      return lines != null;
    }
  }

  /** Ends the use of the log. Clean unless it is fenced. */
  void release() {
    try {
      if (fence == null && inUse) {
        Disk.OpenFile open = file;
        if (open != null) {
          if (context.settings().of(paths.log()).sync() != SyncPolicy.BATCH) {
            sync(open);
          }
          blocks.saveSynced(open, base);
        }
        state(true);
      }
      blocks.close();
      closeFile();
    } catch (IOException e) {
      throw new JournalIoFailure("closing", paths.lines(), e);
    }
  }

  /** The own file, open and stated as in use. */
  private Disk.OpenFile ready() {
    try {
      if (length == StatedFacts.NO_FILE) {
        create();
      }
      Disk.OpenFile open = file;
      if (open == null) {
        open = disk.openToWrite(paths.lines());
        file = open;
      }
      if (!inUse) {
        state(false);
        inUse = true;
      }
      return open;
    } catch (IOException failure) {
      throw failed("opening", Math.max(0, length), failure);
    }
  }

  private void create() throws IOException {
    Path folder = paths.lines().resolveSibling("");
    if (foldsCase) {
      requireNoOtherCase(folder);
    }
    file = disk.create(paths.lines(), context.settings().filePermissions());
    disk.forceDirectory(folder);
    Disk.Facts facts = disk.stat(paths.lines());
    fileKey = facts == null ? null : facts.key();
    length = 0;
    inUse = false;
  }

  private void requireNoOtherCase(Path folder) throws IOException {
    String name = paths.fileName() + TopicFileName.EXTENSION;
    for (String other : disk.list(folder, TopicFileName.EXTENSION)) {
      if (!other.equals(name)
          && other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        throw new EventRefused(
            "%s: expected a name of its own but this file system takes %s and %s for one; choose another name"
                .formatted(paths.log().describe(), name, other));
      }
    }
  }

  private void checkNeighbours() {
    Disk.Facts now;
    try {
      now = disk.stat(paths.lines());
    } catch (IOException e) {
      throw new JournalIoFailure("looking at the file", paths.lines(), e);
    }
    if (length == StatedFacts.NO_FILE) {
      if (now != null) {
        throw fenced(paths.lines() + " was created by another program", null);
      }
    } else if (now == null) {
      throw fenced(paths.lines() + " was deleted by another program", null);
    } else if (!String.valueOf(now.key()).equals(String.valueOf(fileKey)) || now.size() != length) {
      throw fenced(
          "expected %s as it was left, with %d bytes, but another program changed it and it has %d"
              .formatted(paths.lines(), length, now.size()),
          null);
    }
  }

  private void cutBack(Disk.OpenFile open, long start, IOException failure) {
    try {
      open.truncate(start);
    } catch (IOException second) {
      failure.addSuppressed(second);
      throw fenced("a write failed and what it left behind could not be cut", failure);
    }
  }

  private void sync(Disk.OpenFile open) {
    try {
      open.force();
    } catch (IOException failure) {
      // After a failed sync the system may call pages clean that never reached the disk: asking
      // again proves nothing.
      throw fenced("a sync failed", failure);
    }
  }

  private void stateWithoutFile() throws IOException {
    FileHead head;
    try (OwnFile own = OwnFile.open(disk, paths.lines(), context.maxLineBytes())) {
      head = own.isMissing() ? FileHead.NONE : FileHead.read(own.file(), own.size());
    }
    StatedFacts.Base next = new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact());
    write(
        new StatedFacts(
            generation(),
            bounds,
            next,
            false,
            StatedFacts.NO_FILE,
            "",
            head,
            foreign.lines(),
            foreign.length()));
    base = next;
  }

  private void forgetFile() throws IOException {
    fileKey = null;
    length = StatedFacts.NO_FILE;
    inUse = false;
    blocks.restart();
    unsaved = new BlockBuilder(paths.lines(), 0, Numbering.startingAfter(base.seq(), base.fact()));
  }

  private void state(boolean clean) throws IOException {
    FileHead head = FileHead.NONE;
    if (length > 0) {
      Disk.OpenFile open = file;
      if (open != null) {
        head = FileHead.read(open, length);
      } else {
        try (Disk.OpenFile reading = disk.openToRead(paths.lines())) {
          head = FileHead.read(reading, length);
        }
      }
    }
    write(
        new StatedFacts(
            generation(),
            bounds,
            base,
            clean,
            length,
            OwnFile.keyText(fileKey),
            head,
            foreign.lines(),
            foreign.length()));
  }

  private void write(StatedFacts facts) throws IOException {
    boolean existed = stated != null;
    try {
      statedFile.write(facts);
      stated = facts;
    } catch (IOException failure) {
      if (existed && !DiskFull.is(failure)) {
        throw fenced("stating its facts failed", failure);
      }
      throw failure;
    }
  }

  private long generation() {
    return stated == null ? 1 : stated.generation() + 1;
  }

  private void publish() {
    LogLayout layout =
        new LogLayout(
            LogLayout.State.SAME,
            bounds,
            Numbering.startingAfter(base.seq(), base.fact()),
            foreign.lines());
    publisher.publish(new LogEnd(fileKey, Math.max(0, length), bounds, layout));
  }

  void requireUsable() {
    if (fence != null) {
      throw new LogFenced(paths.log(), "it is fenced", fence);
    }
  }

  /**
   * Fences the log after a failure nobody foresaw: what is on disk may differ from what is known
   * here.
   */
  void fenceAfter(Throwable failure) {
    if (fence == null) {
      fence = new LogFenced(paths.log(), "an unexpected failure", failure);
    }
  }

  private LogFenced fenced(String reason, @Nullable IOException cause) {
    fence = new LogFenced(paths.log(), reason, cause);
    LOG.error("{}", fence.getMessage(), cause);
    return fence;
  }

  private JournalException failed(String doing, long byteOffset, IOException failure) {
    return DiskFull.orIoFailure(doing, paths.lines(), byteOffset, failure);
  }

  private void closeFile() throws IOException {
    Disk.OpenFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
