package archon.bus.journal;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log's sealed segments: takes a new one in, and takes them away again once they are deleted. For
 * one thread at a time.
 */
final class SealedSegments {
  private static final Logger LOG = LoggerFactory.getLogger(SealedSegments.class);

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;
  private List<Segment> segments;

  SealedSegments(ReadContext context, LogPaths paths, List<Segment> segments) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
    this.segments = List.copyOf(segments);
  }

  /** In the order of their lines. */
  List<Segment> list() {
    return segments;
  }

  /**
   * Makes the active file the next segment, by name; {@link #force} makes that durable. When it
   * fails the active file has its name still.
   */
  void take(Segment next) throws IOException {
    if (segments.isEmpty()) {
      Segment.list(disk, paths); // refuses a link in place of the folder
      disk.createDirectories(paths.segments(), context.settings().directoryPermissions());
      disk.forceDirectory(folderOfLines());
    }
    disk.rename(paths.lines(), next.lines());
    segments = Stream.concat(segments.stream(), Stream.of(next)).toList();
  }

  void force() throws IOException {
    disk.forceDirectory(paths.segments());
    disk.forceDirectory(folderOfLines());
  }

  /**
   * Lets go of the segments whose lines are all deleted; {@link #delete} must follow.
   *
   * @param lastSealedSeq seq of the last line in all of them
   */
  List<Segment> letGo(long deletedToSeq, long lastSealedSeq) throws IOException {
    int gone = 0;
    while (gone < segments.size()) {
      boolean isLast = gone + 1 == segments.size();
      long lastSeq = isLast ? lastSealedSeq : segments.get(gone + 1).firstSeq() - 1;
      Segment segment = segments.get(gone);
      if (lastSeq > deletedToSeq || !new OwnLines(context, paths).fill(segment.lines())) {
        break;
      }
      gone++;
    }
    List<Segment> unused = segments.subList(0, gone);
    segments = List.copyOf(segments.subList(gone, segments.size()));
    return unused;
  }

  /** Removes segments, oldest first, so that a crash leaves the newest; durable when it returns. */
  void delete(List<Segment> unused) throws IOException {
    if (unused.isEmpty()) {
      return;
    }
    for (Segment segment : unused) {
      disk.delete(segment.lines());
      BlockFile.delete(disk, segment.blocks());
    }
    new SegmentList(context, paths).keep(segments);
    disk.forceDirectory(paths.segments());
    if (segments.isEmpty()) {
      deleteIfEmpty(paths.segments());
      deleteIfEmpty(paths.segmentBlocks());
      disk.forceDirectory(folderOfLines());
    }
  }

  private Path folderOfLines() {
    return paths.lines().resolveSibling("");
  }

  private void deleteIfEmpty(Path folder) throws IOException {
    try {
      disk.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      LOG.debug("{} holds files of others and stays", folder);
    }
  }
}
