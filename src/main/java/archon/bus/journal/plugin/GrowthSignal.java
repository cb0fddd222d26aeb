package archon.bus.journal.plugin;

import org.jspecify.annotations.Nullable;

/** Lets one waiter go on when told to. What was told before somebody waits is not lost. */
final class GrowthSignal {
  private boolean told; // guarded by this
  private @Nullable Runnable waiter; // guarded by this

  /** Safe from any thread; runs the waiter, which must be quick. */
  void tell() {
    Runnable waiting;
    synchronized (this) {
      waiting = waiter;
      waiter = null;
      told = waiting == null;
    }
    if (waiting != null) {
      waiting.run();
    }
  }

  /** Runs {@code next} once it is told, at once if it was told since the last time. */
  void await(Runnable next) {
    synchronized (this) {
      if (!told) {
        waiter = next;
        return;
      }
      told = false;
    }
    next.run();
  }
}
