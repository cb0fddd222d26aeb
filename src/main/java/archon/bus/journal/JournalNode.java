package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One events directory held by this process: its lock, its threads, its logs. Shared by all
 * journals opened on it.
 */
final class JournalNode {
  private static final Logger LOG = LoggerFactory.getLogger(JournalNode.class);
  private static final List<String> FOLDERS =
      List.of("topics", "index", "persistence", "quarantine");

  /** Nodes of this JVM by real path; guarded by itself. */
  private static final Map<Path, JournalNode> OPEN = new HashMap<>();

  private final Path directory;
  private final DirectoryLock lock;
  private final boolean foldsCase;
  private final ReadContext context;
  private final JournalReader reader;
  private final IoThreads threads;
  private final ScheduledThreadPoolExecutor timer = timer();
  private final OpenFiles openFiles;
  private final Upkeep upkeep;
  private final Map<LogId, LogEnd> ends = new ConcurrentHashMap<>();
  private final LogGrowth growth = new LogGrowth();
  private final Map<LogId, LogLane> lanes = new ConcurrentHashMap<>();
  private int users = 1; // guarded by OPEN

  private JournalNode(Path directory, Disk disk, JournalSettings settings, DirectoryLock lock) {
    this.directory = directory;
    this.lock = lock;
    this.foldsCase = foldsCase(directory.resolve(LogPaths.HIDDEN), disk, settings);
    this.context = new ReadContext(disk, directory, settings, new Ends(), new Warnings());
    this.openFiles = new OpenFiles(settings.maxOpenFiles());
    this.threads = IoThreads.of(settings.ioThreads());
    LogSummaries summaries = new LogSummaries(context);
    this.reader = new JournalReader(context, summaries);
    this.upkeep = new Upkeep(context, summaries, threads, this::laneOf);
    upkeep.start(this::after);
  }

  /**
   * The node of a directory: the one this JVM has, or a new one if no other process holds the
   * directory.
   */
  static JournalNode open(Path eventsDirectory, Disk disk, JournalSettings settings)
      throws IOException {
    Path directory = EventsFolder.ready(eventsDirectory, disk, settings);
    synchronized (OPEN) {
      JournalNode known = OPEN.get(directory);
      if (known != null) {
        if (known.users == 0) {
          throw new DirectoryInUse(
              directory, ProcessHandle.current().pid(), null); // about to let go
        }
        known.users++;
        return known;
      }
      createFolders(directory, disk, settings);
      DirectoryLock lock = DirectoryLock.take(directory, settings);
      try {
        JournalNode node = new JournalNode(directory, disk, settings, lock);
        OPEN.put(directory, node);
        return node;
      } catch (RuntimeException e) {
        lock.close();
        throw e;
      }
    }
  }

  private static void createFolders(Path directory, Disk disk, JournalSettings settings)
      throws IOException {
    Path hidden = directory.resolve(LogPaths.HIDDEN);
    if (Files.isSymbolicLink(hidden)) {
      throw new UnsafeFile(hidden, "expected a directory but found a symbolic link; move it away");
    }
    boolean isNew = !Files.isDirectory(hidden, LinkOption.NOFOLLOW_LINKS);
    for (String folder : FOLDERS) {
      disk.createDirectories(hidden.resolve(folder), settings.directoryPermissions());
    }
    if (isNew) {
      disk.forceDirectory(hidden);
      disk.forceDirectory(directory);
    }
  }

  /** Whether the file system takes two names that differ in case for one. */
  private static boolean foldsCase(Path hidden, Disk disk, JournalSettings settings) {
    Path probe = hidden.resolve("case-probe");
    try {
      disk.delete(probe);
      try (Disk.OpenFile created = disk.create(probe, settings.filePermissions())) {
        return disk.stat(hidden.resolve("CASE-PROBE")) != null;
      } finally {
        disk.delete(probe);
      }
    } catch (IOException e) {
      return false; // a full disk: nothing new is created there, and clearing must be possible
    }
  }

  /** One thread, for tasks that hand on at once; it ends when idle, too. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "archon-journal-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(5, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task hands on to a lane, which never throws
  private void after(Duration delay, Runnable task) {
    try {
      timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: is closing", directory); // which does what the task would have done
    }
  }

  /** Readers of this process are told of the writers, and block files they miss are made. */
  private final class Ends implements LogEnds {
    @Override
    public @Nullable LogEnd of(LogId log) {
      return ends.get(log);
    }

    @Override
    public void missesBlocks(LogId log, Segment segment) {
      LogPaths paths = LogPaths.toRead(directory, log);
      try {
        laneOf(log).inTurn(() -> new SegmentBlocksMaker(context, paths).make(segment));
      } catch (RejectedExecutionException e) {
        LOG.debug("{}: is closing", directory); // the next reader asks again
      }
    }
  }

  Path directory() {
    return directory;
  }

  LogSettings settings(LogId log) {
    return context.settings().of(log);
  }

  void announce(NodeService service) throws IOException {
    lock.announce(service);
  }

  JournalReader reader() {
    return reader;
  }

  LogGrowth growth() {
    return growth;
  }

  /** Asks something of a log's lane; fails the stage if the name is no log's. */
  <T> CompletionStage<T> on(LogId log, Function<LogLane, CompletionStage<T>> request) {
    try {
      return request.apply(laneOf(log));
    } catch (EventRefused e) {
      return CompletableFuture.failedFuture(e);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new JournalClosed(directory)); // closed in this moment
    }
  }

  private LogLane laneOf(LogId log) {
    return lanes.computeIfAbsent(log, this::lane);
  }

  /**
   * A lane stays until the node closes, so it keeps little: paths are made anew for each opening.
   */
  private LogLane lane(LogId log) {
    LogPaths.toWrite(directory, log); // refuses a name that is no log's
    return new LogLane(
        threads,
        new LogLane.Opener() {
          @Override
          public LogWriter open() throws IOException {
            LogPaths paths = LogPaths.toWrite(directory, log);
            return LogWriter.open(context, paths, foldsCase, end -> publish(log, end));
          }

          @Override
          public Path file() {
            return LogPaths.toWrite(directory, log).lines();
          }

          @Override
          public void used(LogLane used) {
            openFiles.used(used);
          }

          @Override
          public void sealed() {
            upkeep.freeSoon(log);
          }

          @Override
          public void released(LogLane released, boolean fenced) {
            openFiles.released(released);
            if (!fenced) {
              ends.remove(log);
            }
          }
        },
        this::after,
        context.groupsShareSync(log));
  }

  private void publish(LogId log, LogEnd end) {
    growth.published(log, ends.put(log, end), end);
  }

  /**
   * The seq of the last line of a fact; that of the log's last line if the fact is not below its
   * last.
   */
  long lastSeqOf(LogId log, LogBounds bounds, long fact) {
    if (fact >= bounds.highestFact()) {
      return bounds.highestSeq();
    }
    try (LineCursor cursor = reader.linesFromFact(log, fact + 1)) {
      while (true) {
        try {
          JournalLine next = cursor.next();
          return next == null ? bounds.highestSeq() : next.seq() - 1;
        } catch (DamagedLine e) {
          cursor.skipDamage();
        }
      }
    }
  }

  /** One user less; the last one lets the directory go. */
  void leave() {
    synchronized (OPEN) {
      users--;
      if (users > 0) {
        return;
      }
    }
    List<CompletionStage<Void>> releases = new ArrayList<>();
    lanes.values().forEach(lane -> releases.add(lane.release()));
    for (CompletionStage<Void> release : releases) {
      logFailure(release);
    }
    timer.shutdown();
    threads.shutdown();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{}: releasing the lock failed: {}", directory, e.toString());
    }
    synchronized (OPEN) {
      OPEN.remove(directory);
    }
  }

  private void logFailure(CompletionStage<Void> release) {
    try {
      release.toCompletableFuture().join();
    } catch (CompletionException e) {
      LOG.warn(
          "{}: a log could not be closed cleanly: {}", directory, String.valueOf(rootMessage(e)));
    }
  }

  private static @Nullable String rootMessage(CompletionException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}
