package archon.bus.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The read side of an events directory: takes no lock and writes nothing. Inside a node ({@link
 * Journal#reader}) it ends at what is durable; outside at the last complete line and group. Safe
 * from any thread; every method blocks on I/O and may throw {@link JournalIoFailure}. Keep one: it
 * remembers block summaries.
 */
public final class JournalReader {
  private final ReadContext context;
  private final LogSummaries summaries;
  private final LogCatalog catalog;

  JournalReader(ReadContext context, LogSummaries summaries) {
    this.context = context;
    this.summaries = summaries;
    this.catalog = new LogCatalog(context);
  }

  /** Reads a directory that this process may or may not hold; a missing one has no topics. */
  public static JournalReader of(Path eventsDirectory, JournalSettings settings) {
    return of(
        new ReadContext(
            RealDisk.INSTANCE,
            realPath(eventsDirectory),
            settings,
            LogEnds.UNKNOWN,
            new Warnings()));
  }

  static JournalReader of(ReadContext context) {
    return new JournalReader(context, new LogSummaries(context));
  }

  private static Path realPath(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory.toAbsolutePath(); // it need not exist yet
    }
  }

  /** Topics that hold readable events, those in a predecessor's foreign files included. */
  public SortedSet<String> topics() {
    return topics(this::warn);
  }

  /**
   * As {@link #topics()}; tells {@code unreadable} of each file that makes it leave a topic out.
   */
  public SortedSet<String> topics(Consumer<? super JournalException> unreadable) {
    SortedSet<String> topics = topicsWithFiles();
    topics.removeIf(topic -> !hasLines(LogId.topic(topic), unreadable));
    return topics;
  }

  private void warn(JournalException unreadable) {
    String message = String.valueOf(unreadable.getMessage());
    context.warnings().once(message, message);
  }

  /**
   * Topics that may hold events: also those whose files are empty or cannot be read, which only
   * opening them tells.
   */
  public SortedSet<String> topicsWithFiles() {
    try {
      return catalog.topicsWithFiles();
    } catch (IOException e) {
      throw new JournalIoFailure("listing", context.directory(), e);
    }
  }

  /**
   * All logs there are, topics first and by name, those included whose lines are all deleted: their
   * numbers go on.
   */
  public List<LogId> logs() {
    try {
      List<LogId> logs = new ArrayList<>();
      collect(logs, LogId::topic, catalog.topicsWritten(), catalog.topicsWithFiles());
      collect(logs, LogId::entity, catalog.entitiesWritten(), catalog.entitiesWithFiles());
      return logs;
    } catch (IOException e) {
      throw new JournalIoFailure("listing", context.directory(), e);
    }
  }

  private void collect(
      List<LogId> logs,
      Function<String, LogId> toLog,
      SortedSet<String> written,
      SortedSet<String> withFiles) {
    withFiles.removeIf(name -> written.contains(name) || !hasLines(toLog.apply(name), this::warn));
    withFiles.addAll(written);
    withFiles.forEach(name -> logs.add(toLog.apply(name)));
  }

  private boolean hasLines(LogId log, Consumer<? super JournalException> unreadable) {
    try (LineCursor cursor = lines(log, 1)) {
      return cursor.next() != null;
    } catch (DamagedLine e) {
      return true;
    } catch (UnsafeFile | JournalIoFailure e) {
      unreadable.accept(e);
      return false;
    }
  }

  /** How a log is kept, as far as this process is configured. */
  public LogSettings settings(LogId log) {
    return context.settings().of(log);
  }

  /** What a log holds; {@link LogBounds#EMPTY} for one that never was. */
  public LogBounds bounds(LogId log) {
    try {
      return summary(log).bounds();
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /**
   * Makes what can be read of a log survive a power cut: a writer that was killed may have written
   * lines which it had no time to sync. Nothing is to be done while this process writes the log,
   * nor where {@link SyncPolicy#OS} promises nothing of the kind.
   */
  public void sync(LogId log) {
    if (context.ends().of(log) != null || settings(log).sync() == SyncPolicy.OS) {
      return;
    }
    try (Disk.OpenFile lines =
        context.disk().openToRead(LogPaths.toRead(context.directory(), log).lines())) {
      lines.force();
    } catch (NoSuchFileException e) {
      return; // nothing was ever written: segments are synced before they are sealed
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /**
   * Lines from {@code fromSeq} (inclusive, from 1) on; earlier ones that are deleted are passed
   * over.
   */
  public LineCursor lines(LogId log, long fromSeq) {
    return FileCursor.fromSeq(context, summary(log), fromSeq);
  }

  /** As {@link #lines(LogId, long)}, with the lines that have expired but are still there. */
  public LineCursor linesExpiredToo(LogId log, long fromSeq) {
    return FileCursor.fromSeqExpiredToo(context, summary(log), fromSeq);
  }

  /** Lines from the fact {@code fromFact} (inclusive, from 1) on. */
  public LineCursor linesFromFact(LogId log, long fromFact) {
    return FileCursor.fromFact(context, summary(log), fromFact);
  }

  /** What a topic holds; cheap once known, however many lines there are. */
  public LogContent content(String topic) {
    LogId log = LogId.topic(topic);
    try {
      return summary(log).content();
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /** All readable blocks of a topic in seq order. */
  public List<Block> blocks(String topic) {
    return content(topic).runs().stream().flatMap(run -> blocks(topic, run).stream()).toList();
  }

  /**
   * The blocks of a run that {@link #content} told of, opened if it was not. Then they are what is
   * stored now, which may be less: ask {@link BlockRun#isOf}.
   */
  public List<Block> blocks(String topic, BlockRun run) {
    LogId log = LogId.topic(topic);
    try {
      return summary(log).blocks(run);
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /**
   * Those of {@code blocks}, as {@link #blocks} told them, that may hold an event with this key.
   * Most others are left out, never one that holds it.
   */
  public List<Block> mayHold(String topic, List<Block> blocks, EventKey key) {
    LogId log = LogId.topic(topic);
    try {
      Set<Path> files = blocks.stream().map(Block::file).collect(Collectors.toSet());
      return KeySearch.mayHold(context, log, summary(log).filters(files), blocks, key);
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /**
   * Whether a run that {@link #content} told of may hold an event with this key. Most others are
   * denied without being opened, never one that holds it.
   */
  public boolean mayHold(String topic, BlockRun run, EventKey key) {
    LogId log = LogId.topic(topic);
    try {
      Segment segment = run.isOpened() ? null : summary(log).segmentOf(run);
      return segment == null || KeySearch.mayHold(context, log, segment, run, key);
    } catch (IOException e) {
      throw failure(log, e);
    }
  }

  /**
   * Exactly the readable lines of one block of a topic; it ends with null. Empty if the topic was
   * cleared since.
   */
  public LineCursor lines(String topic, Block block) {
    return FileCursor.of(context, summary(LogId.topic(topic)), block);
  }

  private LogSummary summary(LogId log) {
    return summaries.of(log);
  }

  private JournalIoFailure failure(LogId log, IOException cause) {
    return new JournalIoFailure(
        "reading", LogPaths.toRead(context.directory(), log).lines(), cause);
  }
}
