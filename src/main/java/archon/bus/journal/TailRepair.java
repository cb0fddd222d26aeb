package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repairs the end of a log's active file after an unclean stop; what is cut is kept. */
final class TailRepair {
  private static final Logger LOG = LoggerFactory.getLogger(TailRepair.class);
  private static final int COPY_BYTES = 256 * 1024;

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;

  TailRepair(ReadContext context, LogPaths paths) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
  }

  /** Moves the end of the file to quarantine. */
  void cut(OwnFile own, long from) throws IOException {
    Path copy = paths.quarantine(context.directory(), from, Clock.systemUTC().millis());
    Path folder = copy.resolveSibling("");
    disk.createDirectories(folder, context.settings().directoryPermissions());
    try (Disk.OpenFile to = disk.create(copy, context.settings().filePermissions())) {
      copy(own.file(), from, own.size(), to, 0);
      to.force();
    }
    disk.forceDirectory(folder);
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      file.truncate(from);
      file.force();
    }
    LOG.warn(
        "{} at byte {}: the last {} bytes are an incomplete or damaged group after an unclean stop, not known to be"
            + " acknowledged; moved to {}",
        paths.lines(),
        from,
        own.size() - from,
        copy);
  }

  /**
   * Writes bytes in place that were written but perhaps never synced, and syncs them: a sync that
   * failed before may have left them in memory only, marked as written.
   *
   * @param provenLength as it was stated, {@link StatedFacts#NO_FILE} if the file was created since
   */
  void writeAgain(OwnFile own, long provenLength, long to) throws IOException {
    long from = Math.max(0, provenLength);
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      copy(own.file(), from, to, file, from);
      file.force();
    }
  }

  private static void copy(Disk.OpenFile source, long from, long to, Disk.OpenFile target, long at)
      throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    for (long offset = from; offset < to; ) {
      int read = source.read(buffer, 0, (int) Math.min(buffer.length, to - offset), offset);
      if (read < 0) {
        throw new IOException("the file was cut while it was copied");
      }
      target.write(buffer, 0, read, at + offset - from);
      offset += read;
    }
  }

  /**
   * A whole last line may lack its line end: the next one must not be glued to it. Returns the
   * length of the file.
   */
  long supplyLineEnd(OwnFile own, long length) throws IOException {
    byte[] last = new byte[] {'\n'};
    if (length == 0 || (own.file().read(last, 0, 1, length - 1) == 1 && last[0] == '\n')) {
      return length;
    }
    try (Disk.OpenFile file = disk.openToWrite(paths.lines())) {
      file.write(new byte[] {'\n'}, 0, 1, length);
      file.force();
    }
    return length + 1;
  }
}
