package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Does what can fail with an active file, and says what the failure means: nothing was stored, or
 * it is not known what was, and then the fence goes up. For one thread at a time.
 */
final class FencedFile {
  private final ActiveFile file;
  private final Path path;
  private final Fence fence;
  private final WriteBack writeBack;

  FencedFile(Disk disk, ActiveFile file, Path path, Fence fence) {
    this.file = file;
    this.path = path;
    this.fence = fence;
    this.writeBack = new WriteBack(disk, path);
  }

  /** Puts the fence up if another program changed the file. */
  void checkNeighbours() {
    String change;
    try {
      change = file.change();
    } catch (IOException e) {
      throw new JournalIoFailure("looking at the file", path, e);
    }
    if (change != null) {
      throw fence.raise(change, null);
    }
  }

  /** Appends all of it or nothing; if that is not certain, the fence goes up. */
  void append(LineBuffer lines) {
    requireWrittenBack();
    try {
      file.append(lines.bytes(), lines.length());
    } catch (IOException failure) {
      cutBack(failure);
      throw DiskFull.orIoFailure("writing", path, file.length(), failure);
    }
  }

  private void cutBack(IOException failure) {
    try {
      file.cutBack();
    } catch (IOException second) {
      failure.addSuppressed(second);
      throw fence.raise("a write failed and what it left behind could not be cut", failure);
    }
  }

  /** Has another thread begin with what is unsynced, if that is much. */
  void writeBack() {
    writeBack.beginIfDue(file);
  }

  /** Syncs what was appended since the last sync. */
  void sync() {
    if (!file.isUnsynced()) {
      return;
    }
    requireWrittenBack();
    try {
      file.sync();
    } catch (IOException failure) {
      // After a failed sync the system may call pages clean that never reached the disk: asking
      // again proves nothing.
      throw fence.raise("a sync failed", failure);
    }
  }

  private void requireWrittenBack() {
    IOException failure = writeBack.failure();
    if (failure != null) {
      throw fence.raise("a sync failed", failure);
    }
  }
}
