package archon.bus.bench;

import java.nio.file.Path;

/** What the measured bus is to its directory. */
enum Seat {
  /** It holds it. */
  NODE {
    @Override
    NodeProcess.Held take(Lab lab, Path directory) {
      return NodeProcess.Held.BY_NOBODY;
    }
  },
  /** Another process does. */
  GUEST {
    @Override
    NodeProcess.Held take(Lab lab, Path directory) {
      return lab.node().hold(directory);
    }
  };

  /** To be called before the bus is opened, and closed after it. */
  abstract NodeProcess.Held take(Lab lab, Path directory);
}
