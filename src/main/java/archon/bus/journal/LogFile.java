package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of a log's own files.
 *
 * @param lines the file
 * @param blocks its block summary, derived
 * @param firstSeq seq of its first line, 0 if only reading it can tell
 * @param isSealed whether nothing is appended to it any more
 */
record LogFile(Path lines, Path blocks, long firstSeq, boolean isSealed) {
  /** The files there are, in the order of their lines. */
  static List<LogFile> of(Disk disk, LogPaths paths) throws IOException {
    List<LogFile> files = new ArrayList<>();
    if (disk.stat(paths.lines()) != null) {
      files.add(new LogFile(paths.lines(), paths.blocks(), 0, false));
    }
    return files;
  }
}
