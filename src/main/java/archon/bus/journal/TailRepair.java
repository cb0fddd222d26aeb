package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repairs the end of a log's active file after an unclean stop; what is cut is kept. */
final class TailRepair {
  private static final Logger LOG = LoggerFactory.getLogger(TailRepair.class);

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
    Quarantine quarantine = new Quarantine(context, paths);
    Path copy = quarantine.freePlace(from);
    quarantine.keep(own.file(), from, own.size(), copy);
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
      FileBytes.copy(own.file(), from, to, file, from);
      file.force();
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
