package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that a log's lines are appended to, opened when it is needed. For one thread at a time.
 * Failures are thrown as they come: what they mean is for the log's writer to say.
 */
final class ActiveFile {
  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private final boolean foldsCase;
  private @Nullable Object key;
  private long length;
  private boolean unsynced;
  private @Nullable CRC32C checksum; // null if the file was not followed from its beginning
  private Disk.@Nullable OpenFile file;

  ActiveFile(
      ReadContext context, LogPaths paths, boolean foldsCase, @Nullable Object key, long length) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
    this.foldsCase = foldsCase;
    this.key = key;
    this.length = length;
    this.checksum = length > 0 ? null : new CRC32C();
  }

  boolean exists() {
    return length != StatedFacts.NO_FILE;
  }

  /** Length of what is appended and not cut back, {@link StatedFacts#NO_FILE} if it is missing. */
  long length() {
    return length;
  }

  /** Identity of the file, null if it is missing. */
  @Nullable Object key() {
    return key;
  }

  /** Whether something was appended since the last sync. */
  boolean isUnsynced() {
    return unsynced;
  }

  /** How the file differs from what was left, null if it does not. */
  @Nullable String change() throws IOException {
    Disk.Facts now = disk.stat(paths.lines());
    if (!exists()) {
      return now == null ? null : paths.lines() + " was created by another program";
    }
    if (now == null) {
      return paths.lines() + " was deleted by another program";
    }
    return String.valueOf(now.key()).equals(String.valueOf(key)) && now.size() == length
        ? null
        : "expected %s as it was left, with %d bytes, but another program changed it and it has %d"
            .formatted(paths.lines(), length, now.size());
  }

  /** The file, opened if it is not. */
  Disk.OpenFile open() throws IOException {
    Disk.OpenFile open = file;
    if (open == null) {
      open = disk.openToWrite(paths.lines());
      file = open;
    }
    return open;
  }

  /** Creates the file, durably empty; if it fails, there is none. */
  void create() throws IOException {
    Path folder = paths.lines().resolveSibling("");
    if (foldsCase) {
      requireNoOtherCase(folder);
    }
    file = disk.create(paths.lines(), context.settings().filePermissions());
    try {
      disk.forceDirectory(folder);
      Disk.Facts facts = disk.stat(paths.lines());
      key = facts == null ? null : facts.key();
    } catch (IOException | UnsafeFile failure) {
      uncreate(failure);
      throw failure;
    }
    length = 0;
    unsynced = false;
    checksum = new CRC32C();
  }

  /** Removes a file that was created in part, or the next look would take it for another's. */
  private void uncreate(Exception failure) {
    try {
      disk.delete(paths.lines());
      close();
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
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

  /** Appends; if it fails, {@link #cutBack} must succeed before anything else is appended. */
  void append(byte[] bytes, int count) throws IOException {
    open().write(bytes, 0, count, length);
    unsynced = true;
    length += count;
    CRC32C followed = checksum;
    if (followed != null) {
      followed.update(bytes, 0, count);
    }
  }

  /** Removes what a failed append left behind. */
  void cutBack() throws IOException {
    open().truncate(length);
  }

  void sync() throws IOException {
    open().force();
    unsynced = false;
  }

  /** The first bytes, by which the file is known again. */
  FileHead head() throws IOException {
    if (length <= 0) {
      return FileHead.NONE;
    }
    Disk.OpenFile open = file;
    if (open != null) {
      return FileHead.read(open, length);
    }
    try (Disk.OpenFile reading = disk.openToRead(paths.lines())) {
      return FileHead.read(reading, length);
    }
  }

  /** CRC-32C of the whole file. */
  int checksum() throws IOException {
    CRC32C followed = checksum;
    return (int) (followed == null ? FileBytes.checksum(open(), length) : followed).getValue();
  }

  /** The file has another name now, or none: there is no active file. */
  void forget() throws IOException {
    key = null;
    length = StatedFacts.NO_FILE;
    unsynced = false;
    checksum = new CRC32C();
    close();
  }

  /** Lets go of the open file; the next use opens it again. */
  void close() throws IOException {
    Disk.OpenFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
