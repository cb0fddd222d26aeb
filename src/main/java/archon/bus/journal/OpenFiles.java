package archon.bus.journal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bounds how many logs keep their file open: the one that was not used for longest closes it. */
final class OpenFiles {
  private final int max;
  private final Set<LogLane> lanes = new LinkedHashSet<>(); // guarded by this; latest used last

  OpenFiles(int max) {
    this.max = max;
  }

  void used(LogLane lane) {
    LogLane eldest = note(lane);
    if (eldest != null) {
      eldest.closeFile();
    }
  }

  private synchronized @Nullable LogLane note(LogLane lane) {
    lanes.remove(lane);
    lanes.add(lane);
    if (lanes.size() <= max) {
      return null;
    }
    Iterator<LogLane> eldestFirst = lanes.iterator();
    LogLane eldest = eldestFirst.next();
    eldestFirst.remove();
    return eldest;
  }

  synchronized void released(LogLane lane) {
    lanes.remove(lane);
  }
}
