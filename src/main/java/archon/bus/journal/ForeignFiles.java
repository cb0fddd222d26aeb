package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of another topic in which the predecessor kept lines of this one, in the order of their
 * lines: it gave {@code a/b} and {@code a_b} one file.
 */
final class ForeignFiles {
  private ForeignFiles() {}

  /** Those that exist; none if the topic's lines were always in its own file. */
  static List<Path> of(Disk disk, LogPaths paths) throws IOException {
    Path active = paths.foreign();
    Path folder = paths.foreignSegments();
    if (active == null || folder == null) {
      return List.of();
    }
    List<Path> files = new ArrayList<>(Segment.files(disk, folder));
    if (disk.stat(active) != null) {
      files.add(active);
    }
    return files;
  }

  /** How large they are together: another size tells that lines may have come. */
  static long bytes(Disk disk, LogPaths paths) throws IOException {
    long bytes = 0;
    for (Path file : of(disk, paths)) {
      Disk.Facts facts = disk.stat(file);
      bytes += facts == null ? 0 : facts.size();
    }
    return bytes;
  }
}
