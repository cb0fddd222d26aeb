package archon.bus.journal;

import java.time.Duration;

/** Runs something short after a while, on a thread of its own; nothing more once it is closed. */
interface LaneTimer {
  void after(Duration delay, Runnable task);
}
