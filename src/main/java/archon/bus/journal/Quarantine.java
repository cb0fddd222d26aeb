package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Keeps bytes that are taken out of use. What is in it is never deleted by this journal. */
final class Quarantine {
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
    try (Disk.OpenFile source = context.disk().openToRead(file)) {
      keep(source, 0, source.size(), place);
    }
  }

  /**
   * Copies bytes from {@code from} to {@code to} (exclusive) into a file of their own; durable when
   * it returns.
   */
  void keep(Disk.OpenFile source, long from, long to, Path place) throws IOException {
    Disk disk = context.disk();
    Path folder = place.resolveSibling("");
    disk.createDirectories(folder, context.settings().directoryPermissions());
    try (Disk.OpenFile target = disk.create(place, context.settings().filePermissions())) {
      FileBytes.copy(source, from, to, target, 0);
      target.force();
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
}
