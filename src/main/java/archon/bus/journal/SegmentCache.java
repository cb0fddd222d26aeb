package archon.bus.journal;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Remembers the segments asked for last, within a bound of memory. Safe from any thread. */
final class SegmentCache {
  /** Some 20 MB, and as many lines as fit into 12 GiB. */
  private static final int MAX_BLOCKS = 200_000;

  private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);
  private long blocks;

  /** A segment's summary and the identity of the file it was made of. */
  private record Known(@Nullable Object key, long bytes, SegmentSummary summary) {
    int weight() {
      return 1 + summary.blocks().size();
    }
  }

  /** The summary of the file at {@code path}, if it is still the one that {@code now} tells of. */
  synchronized @Nullable SegmentSummary get(Path path, Disk.Facts now) {
    Known found = known.get(path);
    return found != null && found.bytes() == now.size() && Objects.equals(found.key(), now.key())
        ? found.summary()
        : null;
  }

  synchronized void put(Path path, Disk.Facts of, SegmentSummary summary) {
    Known added = new Known(of.key(), of.size(), summary);
    Known before = known.put(path, added);
    blocks += added.weight() - (before == null ? 0 : before.weight());
    Iterator<Known> eldest = known.values().iterator();
    while (blocks > MAX_BLOCKS && known.size() > 1) {
      blocks -= eldest.next().weight();
      eldest.remove();
    }
  }
}
