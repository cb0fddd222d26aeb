package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Keeps bytes that are taken out of use. What is in it is never deleted by this journal. */
final class Quarantine {
  private static final int COPY_BYTES = 256 * 1024;

  private final ReadContext context;
  private final LogPaths paths;

  Quarantine(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** A name that is free, made of the log's name, a number and the time. */
  Path freePlace(long number) throws IOException {
    long millis = Clock.systemUTC().millis();
    Path place = paths.quarantine(context.directory(), number, millis);
    while (context.disk().stat(place) != null) {
      place = paths.quarantine(context.directory(), number, ++millis);
    }
    return place;
  }

  /** Copies a whole file to {@code place}; durable when it returns. */
  void keep(Path file, Path place) throws IOException {
    Disk disk = context.disk();
    Path folder = place.resolveSibling("");
    disk.createDirectories(folder, context.settings().directoryPermissions());
    try (Disk.OpenFile from = disk.openToRead(file);
        Disk.OpenFile to = disk.create(place, context.settings().filePermissions())) {
      copy(from, 0, from.size(), to, 0);
      to.force();
    }
    disk.forceDirectory(folder);
  }

  /** Takes a whole file out of use; durable when it returns. */
  Path move(Path file) throws IOException {
    Path place = freePlace(0);
    keep(file, place);
    context.disk().delete(file);
    context.disk().forceDirectory(file.resolveSibling(""));
    return place;
  }

  /** Copies bytes from {@code from} to {@code to} (exclusive) to {@code at} in another file. */
  static void copy(Disk.OpenFile source, long from, long to, Disk.OpenFile target, long at)
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
}
