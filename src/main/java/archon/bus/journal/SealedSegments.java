package archon.bus.journal;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a log's sealed segments away: deleted ones from the disk, doubtful ones to quarantine. */
final class SealedSegments {
  private static final Logger LOG = LoggerFactory.getLogger(SealedSegments.class);

  private final ReadContext context;
  private final Disk disk;
  private final LogPaths paths;

  SealedSegments(ReadContext context, LogPaths paths) {
    this.context = context;
    this.disk = context.disk();
    this.paths = paths;
  }

  /**
   * Removes the segments whose lines are all deleted, oldest first, so that a crash leaves the
   * newest; durable when it returns.
   *
   * @param lastSealedSeq seq of the last line in {@code sealed}
   * @return those that are left
   */
  List<Segment> deleteTo(List<Segment> sealed, long deletedToSeq, long lastSealedSeq)
      throws IOException {
    int gone = 0;
    while (gone < sealed.size()) {
      long lastSeq = gone + 1 < sealed.size() ? sealed.get(gone + 1).firstSeq() - 1 : lastSealedSeq;
      Segment segment = sealed.get(gone);
      if (lastSeq > deletedToSeq || !new OwnLines(context, paths).fill(segment.lines())) {
        break;
      }
      disk.delete(segment.lines());
      disk.delete(segment.blocks());
      disk.delete(FilterFile.beside(segment.blocks()));
      gone++;
    }
    if (gone > 0) {
      settle(sealed.size() - gone);
    }
    return sealed.subList(gone, sealed.size());
  }

  /** Moves segments to quarantine whose log was taken away by another program. */
  void quarantine(List<Segment> sealed) throws IOException {
    Quarantine quarantine = new Quarantine(context, paths);
    for (Segment segment : sealed) {
      Path kept = quarantine.freePlace(segment.firstSeq());
      disk.rename(segment.lines(), kept);
      disk.delete(segment.blocks());
      disk.delete(FilterFile.beside(segment.blocks()));
      disk.forceDirectory(kept.resolveSibling(""));
      LOG.warn(
          "{}: the topic's active file was taken away by another program; moved to {}",
          segment.lines(),
          kept);
    }
    if (!sealed.isEmpty()) {
      settle(0);
    }
  }

  private void settle(int left) throws IOException {
    disk.forceDirectory(paths.segments());
    if (left == 0) {
      deleteIfEmpty(paths.segments());
      deleteIfEmpty(paths.segmentBlocks());
      disk.forceDirectory(paths.lines().resolveSibling(""));
    }
  }

  private void deleteIfEmpty(Path folder) throws IOException {
    try {
      disk.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      LOG.debug("{} holds files of others and stays", folder);
    }
  }
}
