package archon.bus.journal;

import archon.bus.journal.LogPart.Kind;
import archon.bus.journal.LogPart.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of one log: its layout, the files its lines stand in and their blocks. Kept
 * from question to question and only brought up to date. Safe from any thread.
 */
final class LogSummary {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogParts files;
  private final LogExpiry expiry;

  LogSummary(ReadContext context, LogId log, SegmentCache cache) {
    this.context = context;
    this.paths = LogPaths.toRead(context.directory(), log);
    this.files = new LogParts(context, paths, cache);
    this.expiry =
        new LogExpiry(
            context.settings().of(log).retention(),
            block -> FileCursor.expiredToo(context, this, block),
            Clock.systemUTC());
  }

  LogPaths paths() {
    return paths;
  }

  LogSource source(LogPart part) {
    return files.source(part);
  }

  /** Whether lines expire. */
  boolean expires() {
    return expiry.isLimited();
  }

  /**
   * A file opened for reading from a place on, up to {@code end}.
   *
   * @param deletedToSeq up to which seq lines are deleted, expired ones not counted
   */
  record Opened(OwnFile file, Place place, long end, long deletedToSeq) {}

  synchronized LogContent content() throws IOException {
    LogEnd end = context.ends().of(paths.log()); // first: more may be stored meanwhile
    files.refresh();
    LogBounds bounds = withoutExpired(end == null ? storedBounds() : end.bounds());
    List<BlockRun> runs = readable(files.storedRuns(), bounds.deletedToSeq());
    return new LogContent(runs, bounds, files.layout().state() == LogLayout.State.LOST);
  }

  /** The blocks of a run, as they are now if it was not opened when it was told. */
  synchronized List<Block> blocks(BlockRun run) throws IOException {
    return files.blocks(run);
  }

  /** The segment that a run which was not opened was told of, null if it is gone. */
  synchronized @Nullable Segment segmentOf(BlockRun run) throws IOException {
    return files.segmentOf(run);
  }

  private List<BlockRun> readable(List<BlockRun> stored, long deletedToSeq) throws IOException {
    List<BlockRun> runs = new ArrayList<>(stored.size());
    for (BlockRun run : stored) {
      if (run.firstSeq() > deletedToSeq) {
        runs.add(run);
      } else if (run.lastSeq() > deletedToSeq) {
        List<Block> left =
            files.blocks(run).stream().filter(block -> block.lastSeq() > deletedToSeq).toList();
        if (!left.isEmpty()) {
          runs.add(BlockRun.of(left));
        }
      }
    }
    return runs;
  }

  /**
   * Where filters of the log's blocks are: lines, filters and the blocks they are of. None of
   * foreign lines.
   *
   * @param wanted the files whose filters are asked
   */
  synchronized List<KeySearch.Filters> filters(Set<Path> wanted) throws IOException {
    files.refresh();
    return files.filters(wanted);
  }

  /** What the log holds; expired lines count as deleted. */
  synchronized LogBounds bounds() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    if (end != null && !expiry.isLimited()) {
      return end.bounds();
    }
    files.refresh();
    return withoutExpired(storedBounds());
  }

  private LogBounds withoutExpired(LogBounds stored) throws IOException {
    if (!expiry.isLimited()) {
      return stored;
    }
    long expiredToSeq = expiry.toSeq(stored, files);
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
    LogBounds stated = files.layout().stated();
    Numbering last = files.last();
    long highestSeq = Math.max(stated.highestSeq(), last.lastSeq());
    long highestFact = Math.max(stated.highestFact(), last.lastFact());
    if (files.layout().state() != LogLayout.State.NEW) {
      return new LogBounds(highestFact, highestSeq, stated.deletedToFact(), stated.deletedToSeq());
    }
    // Nothing was stated: what the first line shows to be missing was deleted.
    for (LogPart part : files.parts()) {
      List<Block> blocks = files.blocksOf(part);
      if (!blocks.isEmpty()) {
        Block first = blocks.get(0);
        return new LogBounds(highestFact, highestSeq, first.firstFact() - 1, first.firstSeq() - 1);
      }
    }
    long deletedToSeq = storedDeletedToSeq(); // there may be nothing but damage
    return new LogBounds(
        highestFact, highestSeq, Math.min(deletedToSeq, highestFact), deletedToSeq);
  }

  /** The highest seq stated, 0 if nothing is stated or a writer in this process tells. */
  synchronized long statedHighestSeq() throws IOException {
    LogLayout layout = files.refreshedLayout();
    return context.ends().of(paths.log()) == null ? layout.stated().highestSeq() : 0;
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
    if (context.ends().of(paths.log()) == null) {
      boolean linesTell = files.refreshedLayout().state() == LogLayout.State.NEW;
      if (linesTell) {
        files.refresh();
      }
    }
    return storedDeletedToSeq();
  }

  private long storedDeletedToSeq() throws IOException {
    LogEnd end = context.ends().of(paths.log());
    if (end != null) {
      return end.bounds().deletedToSeq();
    }
    if (files.layout().state() != LogLayout.State.NEW) {
      return files.layout().stated().deletedToSeq();
    }
    List<LogPart> parts = files.parts();
    return parts.isEmpty() ? 0 : parts.get(0).firstSeq() - 1; // nothing was stated
  }

  /**
   * What has expired and fills whole files: numbers up to which the writer may delete, those that
   * are deleted already if there is nothing more.
   */
  synchronized LogBounds expired() throws IOException {
    files.refresh();
    LogBounds stored = storedBounds();
    LogBounds found = stored;
    long expiredToSeq = withoutExpired(stored).deletedToSeq();
    for (int i = 0; i < files.layout().sealed().size(); i++) {
      Numbering end = files.endOfSealed(i);
      if (end.lastSeq() > expiredToSeq) {
        break;
      }
      if (end.lastSeq() > found.deletedToSeq()) {
        found = found.deletedTo(end.lastSeq(), end.lastFact());
      }
    }
    return expiredToSeq < stored.highestSeq()
        ? found
        : found.deletedTo(stored.highestSeq(), stored.highestFact());
  }

  /** Opens the file in which a seq stands, or the first one behind it; null if there is none. */
  synchronized @Nullable Opened openSeq(long seq) throws IOException {
    return openWhere(parts -> place(parts, seq));
  }

  private Place place(List<LogPart> parts, long seq) throws IOException {
    LogPart found = parts.get(0);
    for (LogPart part : parts) {
      found = part.firstSeq() <= seq ? part : found;
    }
    return seq <= found.firstSeq()
        ? files.beginning(found)
        : files.place(found, Block::firstSeq, seq);
  }

  /** Opens the file in which a fact stands, or the first one behind it; null if there is none. */
  synchronized @Nullable Opened openFact(long fact) throws IOException {
    return openWhere(
        parts -> {
          for (int i = parts.size() - 1; i > 0; i--) {
            if (files.startOf(parts.get(i)).lastFact() < fact) {
              return files.place(parts.get(i), Block::firstFact, fact);
            }
          }
          return files.place(parts.get(0), Block::firstFact, fact);
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
              return files.beginning(candidate);
            }
          }
          // Late lines may have their place in the log's own files by now.
          Place next = part.kind() == Kind.LATE ? place(parts, nextSeq) : null;
          return next == null || next.part().kind() == Kind.LATE ? null : next;
        });
  }

  /** Opens a block's file; null if its lines were deleted since it was told. */
  synchronized @Nullable Opened open(Block block) throws IOException {
    return openWhere(
        parts -> {
          for (int i = parts.size() - 1; i >= 0; i--) {
            LogPart part = parts.get(i);
            // A block of the active file may be in a sealed segment by now.
            boolean mayHold =
                block.firstSeq() >= part.firstSeq()
                    && (part.path().equals(block.file()) || block.file().equals(paths.lines()));
            if (mayHold && block.in(part.path()).same(files.blocksOf(part)) != null) {
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
      files.refresh();
      List<LogPart> parts = files.parts();
      Place place = parts.isEmpty() ? null : chooser.choose(parts);
      if (place == null) {
        return null;
      }
      LogPart part = place.part();
      OwnFile file = files.open(part);
      if (file != null && !file.isMissing()) {
        long end = files.endOf(part, file, place.byteOffset());
        return new Opened(file, place, end, storedDeletedToSeq());
      }
    }
    return null;
  }

  /**
   * Whether what is wrong in a file that was opened is in the end that an unclean stop left: it was
   * never acknowledged, and recovery will cut it.
   */
  synchronized boolean isUnfinished(Opened opened, long wrongAt) throws IOException {
    return files.isUnfinished(opened.file(), opened.place(), wrongAt);
  }

  /** Where reading a foreign file ends by now. */
  synchronized long foreignEnd(LogPart part) throws IOException {
    files.refresh();
    return files.parts().stream()
        .filter(now -> now.kind() == part.kind() && now.path().equals(part.path()))
        .filter(now -> now.firstSeq() == part.firstSeq())
        .mapToLong(LogPart::end)
        .findFirst()
        .orElse(LogPart.OPEN_END);
  }
}
