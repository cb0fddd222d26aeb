package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Has the disk begin, beside the appends, with what a log leaves unsynced. Else the sync that it
 * cannot do without, before its file is sealed, holds up the appends for as long as the disk takes
 * for a whole file. It makes nothing count as synced; but if it fails, lines may be lost that a
 * later sync would not tell of.
 *
 * <p>For one thread at a time, the one that appends.
 */
final class WriteBack {
  /** Appends wait at the end of a file for about that much; each step costs one sync. */
  static final long STEP_BYTES = 8 * 1024 * 1024;

  /**
   * One for all logs, and none of those that append: a disk that is slow with what can wait must
   * not hold up what cannot. It ends when it is idle.
   */
  private static final Executor THREAD = IoThreads.of(1);

  private final Disk disk;
  private final Path lines;
  private long begunTo;
  private volatile boolean isRunning;
  private volatile @Nullable IOException failure;

  WriteBack(Disk disk, Path lines) {
    this.disk = disk;
    this.lines = lines;
  }

  /** Has another thread do it if so much was appended since the last time. */
  void beginIfDue(ActiveFile file) {
    if (file.length() < begunTo) {
      begunTo = 0; // another file has the name now
    }
    if (isRunning || !file.isUnsynced() || file.length() - begunTo < STEP_BYTES) {
      return;
    }
    begunTo = file.length();
    isRunning = true;
    THREAD.execute(this::run);
  }

  /** Why lines may be lost that were appended; null if none are. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Syncs the file that has the name by now: none, or the next one, do no harm. */
  private void run() {
    // With a handle of its own, since the log's may be closed meanwhile. The system tells both of a
    // failure.
    try (Disk.OpenFile file = open()) {
      if (file != null) {
        file.force();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      isRunning = false;
    }
  }

  /** Null if the disk was not asked for anything yet. */
  private Disk.@Nullable OpenFile open() {
    try {
      return disk.openDerived(lines);
    } catch (IOException e) {
      return null;
    }
  }
}
