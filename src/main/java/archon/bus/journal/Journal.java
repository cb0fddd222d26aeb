package archon.bus.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The write side of one events directory. One per directory and process: a second {@code open} of
 * the same directory shares the first, and closing counts. Safe from any thread; nothing but {@code
 * open} and {@code close} blocks. Stages complete on the journal's I/O threads, so what depends on
 * them must not block.
 */
public final class Journal implements AutoCloseable {
  private Journal() {}

  /**
   * Opens a directory, creating it if need be, and takes its lock.
   *
   * @throws DirectoryInUse if another process holds it
   * @throws UnsafeFile if the directory cannot be trusted
   */
  public static Journal open(Path eventsDirectory, JournalSettings settings) {
    return open(eventsDirectory, settings, Duration.ZERO);
  }

  /**
   * As {@link #open(Path, JournalSettings)}, but waits up to {@code lockWait} for another process
   * to let go.
   */
  public static Journal open(Path eventsDirectory, JournalSettings settings, Duration lockWait) {
    throw new UnsupportedOperationException();
  }

  /** The real path of the directory. */
  public Path directory() {
    throw new UnsupportedOperationException();
  }

  /** A reader that never shows a line before it is durable. */
  public JournalReader reader() {
    throw new UnsupportedOperationException();
  }

  /**
   * Readies a log for appending: recovers it after a crash, adopts a predecessor's file.
   * Idempotent; a fenced log must be released first. Fails with {@link StatedFactsLost} or {@link
   * DamagedLog} if its next number is not certain.
   */
  public CompletionStage<LogBounds> open(LogId log) {
    throw new UnsupportedOperationException();
  }

  /** What the log holds once every append asked for before has ended; opens the log if need be. */
  public CompletionStage<LogBounds> bounds(LogId log) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /**
   * Deletes all facts up to {@code fact} (inclusive); completes, once that is durable, with the
   * number of lines that could be read before and cannot now. The highest numbers stay. Works on a
   * full disk.
   */
  public CompletionStage<Long> deleteTo(LogId log, long fact) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the use of a log cleanly and closes its file; a fenced log is closed as it is, to be
   * recovered when next opened.
   */
  public CompletionStage<Void> release(LogId log) {
    throw new UnsupportedOperationException();
  }

  /**
   * Releases all logs and, with the last of several closes, the lock. Blocks until that is done;
   * idempotent.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
