package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The write side of one events directory. One per directory and process: a second {@code open} of
 * the same directory shares the first, and closing counts. Safe from any thread; nothing but {@code
 * open} and {@code close} blocks. Stages complete on the journal's I/O threads, so what depends on
 * them must not block.
 */
public final class Journal implements AutoCloseable {
  private static final Duration LOCK_POLL = Duration.ofMillis(20);

  private final JournalNode node;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Journal(JournalNode node) {
    this.node = node;
  }

  /**
   * Opens a directory, creating it if need be, and takes its lock. A journal this JVM has open on
   * it is shared, with the settings it was opened with first.
   *
   * @throws DirectoryInUse if another process holds it
   * @throws UnsafeFile if the directory cannot be trusted
   * @throws JournalIoFailure if it cannot be created or written to
   */
  public static Journal open(Path eventsDirectory, JournalSettings settings) {
    return open(eventsDirectory, settings, Duration.ZERO);
  }

  /**
   * As {@link #open(Path, JournalSettings)}, but waits up to {@code lockWait} for another process
   * to let go.
   */
  public static Journal open(Path eventsDirectory, JournalSettings settings, Duration lockWait) {
    return open(eventsDirectory, RealDisk.INSTANCE, settings, lockWait);
  }

  static Journal open(
      Path eventsDirectory, Disk disk, JournalSettings settings, Duration lockWait) {
    long deadline = System.nanoTime() + lockWait.toNanos();
    while (true) {
      try {
        return new Journal(JournalNode.open(eventsDirectory, disk, settings));
      } catch (DirectoryInUse e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        pause(e);
      } catch (IOException e) {
        throw DiskFull.orIoFailure("opening", eventsDirectory, 0, e);
      }
    }
  }

  private static void pause(DirectoryInUse inUse) {
    try {
      Thread.sleep(LOCK_POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw inUse;
    }
  }

  /** The real path of the directory. */
  public Path directory() {
    return node.directory();
  }

  /**
   * Lets other processes know where this one serves them, as long as it holds the directory.
   * Blocks.
   *
   * @throws IOException if that cannot be written, as on a full disk: to be called again, for
   *     nobody else can work here meanwhile
   */
  public void announce(NodeService service) throws IOException {
    node.announce(service);
  }

  /**
   * How a log is kept: as the settings say that this directory was first opened with in this
   * process.
   */
  public LogSettings settings(LogId log) {
    return node.settings(log);
  }

  /** A reader that never shows a line of an open log before it is durable. */
  public JournalReader reader() {
    return node.reader();
  }

  /**
   * Lets {@code listener} know whenever {@code log} holds more lines that can be read, also when
   * lines are found at its opening; until the registration or the last journal of this directory is
   * closed. The log need not exist. Called on the journal's I/O threads after the lines are as
   * durable as {@code sync} says, by one thread at a time: it must be quick, and must not block. It
   * may be told once too often.
   */
  public LogGrowth.Registration onGrowth(LogId log, Consumer<LogId> listener) {
    return node.growth().add(log, listener);
  }

  /** As {@link #onGrowth}, for every log; told by several threads at a time. */
  public LogGrowth.Registration onGrowthOfAny(Consumer<LogId> listener) {
    return node.growth().addForAll(listener);
  }

  /**
   * Readies a log for appending: recovers it after a crash, adopts a predecessor's file.
   * Idempotent; a fenced log must be released first. Leaves no trace of a log that never was. Fails
   * with {@link StatedFactsLost} or {@link DamagedLog} if its next number is not certain, with
   * {@link LogFenced} if it is fenced.
   */
  public CompletionStage<LogBounds> open(LogId log) {
    return bounds(log);
  }

  /**
   * What the log holds once every append asked for before has ended; opens the log if need be, and
   * fails as {@link #open} does.
   */
  public CompletionStage<LogBounds> bounds(LogId log) {
    return onWriter(log, LogWriter::usableBounds);
  }

  /**
   * Appends groups; completes once they are as durable as {@link JournalSettings#sync} says.
   * Appends to a log take effect in the order of the calls; those that wait together are written
   * and synced together. Nothing bounds how many may wait: have one append of a log in flight at a
   * time, as a persistent actor has.
   *
   * <p>Fails with {@link DiskFull} or {@link JournalIoFailure} (nothing stored, a retry is safe),
   * or {@link LogFenced} (outcome unknown until the log was released and opened again). Groups must
   * follow the log's highest seq and fact, else it fails with {@link IllegalArgumentException}.
   * Opens the log if need be.
   */
  public CompletionStage<Void> append(LogId log, List<LineGroup> groups) {
    return on(log, lane -> lane.append(groups));
  }

  /**
   * Deletes all facts up to {@code fact} (inclusive); completes, once that is durable, with the
   * number of lines that could be read before and cannot now. The highest numbers stay. Works on a
   * full disk. Opens the log if need be.
   */
  public CompletionStage<Long> deleteTo(LogId log, long fact) {
    return onWriter(
        log,
        writer -> {
          LogBounds bounds = writer.bounds();
          long lastFact = Math.min(fact, bounds.highestFact());
          return lastFact <= bounds.deletedToFact()
              ? 0L
              : writer.deleteTo(node.lastSeqOf(log, bounds, lastFact), lastFact);
        });
  }

  /**
   * Deletes all lines up to {@code seq} (inclusive), which may stand in the middle of a fact;
   * otherwise as {@link #deleteTo}. The facts of which all lines are gone count as deleted.
   */
  public CompletionStage<Long> deleteLinesTo(LogId log, long seq) {
    return onWriter(
        log,
        writer -> {
          LogBounds bounds = writer.bounds();
          long last = Math.min(seq, bounds.highestSeq());
          return last <= bounds.deletedToSeq()
              ? 0L
              : writer.deleteTo(last, DeletionLimits.lastWholeFact(reader(), log, bounds, last));
        });
  }

  /**
   * Ends the use of a log cleanly and closes its file; a fenced log is closed as it is, to be
   * recovered when next opened.
   */
  public CompletionStage<Void> release(LogId log) {
    return on(log, LogLane::release);
  }

  private <T> CompletionStage<T> onWriter(LogId log, LogLane.Action<T> action) {
    return on(log, lane -> lane.run(action));
  }

  private <T> CompletionStage<T> on(LogId log, Function<LogLane, CompletionStage<T>> request) {
    return closed.get()
        ? CompletableFuture.failedFuture(new JournalClosed(node.directory()))
        : node.on(log, request);
  }

  /**
   * Releases all logs and, with the last of several closes, the lock. Blocks until that is done;
   * idempotent.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      node.leave();
    }
  }
}
