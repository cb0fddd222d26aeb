package archon.bus.journal;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sealed segments by their names, which are listed anew only when their folder has changed. Not
 * thread-safe.
 */
final class SegmentFolder {
  /**
   * No file system tells times more coarsely: a folder that was changed within so much before it
   * was listed could change again and keep its time.
   */
  private static final long COARSEST_TIME_MILLIS = 2_000;

  private final Disk disk;
  private final LogPaths paths;
  private List<Segment> segments = List.of();
  private Disk.@Nullable Facts listed; // of the folder that tells by its time when it changes

  SegmentFolder(Disk disk, LogPaths paths) {
    this.disk = disk;
    this.paths = paths;
  }

  /** The segments there are now, in the order of their lines; the same list while they are. */
  List<Segment> list() throws IOException {
    Disk.Facts now = disk.statDirectory(paths.segments());
    if (now == null || !isListed(now)) {
      long begunMillis = Clock.systemUTC().millis();
      List<Segment> found = Segment.list(disk, paths);
      boolean tells = now != null && now.modifiedMillis() < begunMillis - COARSEST_TIME_MILLIS;
      listed = tells ? now : null;
      segments = Segment.areSame(found, segments) ? segments : found;
    }
    return segments;
  }

  private boolean isListed(Disk.Facts now) {
    Disk.Facts then = listed;
    return then != null
        && then.modifiedMillis() == now.modifiedMillis()
        && Objects.equals(then.key(), now.key());
  }
}
