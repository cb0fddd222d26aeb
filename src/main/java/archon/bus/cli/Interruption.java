package archon.bus.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to: by Ctrl-C or kill. The process then ends
 * with 128 and the signal's number, as the JVM does by itself.
 */
final class Interruption implements AutoCloseable {
  private static final long MAX_FAREWELL_SECONDS = 5;

  private final Semaphore wakes = new Semaphore(0);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean isRequested;

  private Interruption(Runnable farewell) {
    this.hook = new Thread(() -> end(farewell), "interruption");
  }

  /** {@code farewell} runs once the command has finished, only if it was interrupted. */
  static Interruption install(Runnable farewell) {
    Interruption interruption = new Interruption(farewell);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** As if the process had been told to end, without a farewell. */
  void request() {
    isRequested = true;
    wake();
  }

  boolean isRequested() {
    return isRequested;
  }

  /** Ends the wait under way, or the next one. */
  void wake() {
    wakes.release();
  }

  /** Waits, unless the process is told to end, or {@link #wake} is called. */
  void await(long millis) throws InterruptedException {
    if (!isRequested && wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      wakes.drainPermits();
    }
  }

  /** Waits until the process is told to end. */
  void await() throws InterruptedException {
    while (!isRequested) {
      await(Long.MAX_VALUE);
    }
  }

  private void end(Runnable farewell) {
    request();
    try {
      boolean ignored = finished.await(MAX_FAREWELL_SECONDS, TimeUnit.SECONDS); // then end anyway
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    farewell.run();
  }

  /** The command has finished. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending: the hook is running and has just been released.
    }
  }
}
