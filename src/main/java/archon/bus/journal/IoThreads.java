package archon.bus.journal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for the disk. They live on for a while when idle, then end: a journal
 * nobody closed keeps no JVM from exiting.
 *
 * <p>While one works it cannot be interrupted: an interrupt would close the file it works on, and
 * whoever chains something to a stage of the journal may run on it.
 */
final class IoThreads extends ThreadPoolExecutor {
  private static final int IDLE_SECONDS = 5;

  private IoThreads(int count, AtomicInteger number) {
    super(
        count,
        count,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), // bounded by the number of logs: each has few tasks at a time
        task -> new IoThread(task, "archon-journal-io-" + number.incrementAndGet()));
    allowCoreThreadTimeOut(true);
  }

  static IoThreads of(int count) {
    return new IoThreads(count, new AtomicInteger());
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ((IoThread) thread).isWorking = true;
  }

  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    ((IoThread) Thread.currentThread()).isWorking = false;
  }

  private static final class IoThread extends Thread {
    private volatile boolean isWorking;

    IoThread(Runnable task, String name) {
      super(task, name);
    }

    /** The pool interrupts idle threads only, to let them end. */
    @Override
    public void interrupt() {
      if (!isWorking) {
        super.interrupt();
      }
    }
  }
}
