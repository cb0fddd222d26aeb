package archon.bus.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that another thread may do while this one waits for the disk. It is done once: by that
 * thread, or if it has not begun in time, by the one that needs it done, so that nobody ever waits
 * for a thread that is not free.
 */
final class Meanwhile {
  private final Runnable work;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Meanwhile(Runnable work) {
    this.work = work;
  }

  /** Has one of {@code threads} do it, unless they are about to end. */
  void beginOn(Executor threads) {
    try {
      threads.execute(this::doOnce);
    } catch (RejectedExecutionException e) {
      return; // whoever finishes it does it
    }
  }

  /**
   * Returns once it is done. Throws {@link java.util.concurrent.CompletionException} with what the
   * work threw.
   */
  void finish() {
    doOnce();
    done.join();
  }

  private void doOnce() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException | Error e) { // whatever it is: whoever finishes this must be told
      done.completeExceptionally(e);
      return;
    }
    done.complete(null);
  }
}
