package archon.bus.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to: by Ctrl-C or kill. The process then ends
 * with 128 and the signal's number, as the JVM does by itself.
 */
final class Interruption implements AutoCloseable {
  private static final long MAX_FAREWELL_SECONDS = 5;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

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
    requested.countDown();
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits, unless the process is told to end. */
  void await(long millis) throws InterruptedException {
    boolean ignored = requested.await(millis, TimeUnit.MILLISECONDS); // the caller asks isRequested
  }

  private void end(Runnable farewell) {
    requested.countDown();
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
