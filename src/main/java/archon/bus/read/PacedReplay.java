package archon.bus.read;

import archon.bus.event.StoredEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay on the calling thread, for programs without an actor system. {@link #stop} is safe from
 * any thread.
 */
public final class PacedReplay {
  private static final Logger LOG = LoggerFactory.getLogger(PacedReplay.class);

  private final EventCursor events;
  private final ReplayTimeline timeline;
  private final Waiting waiting;

  PacedReplay(EventCursor events, ReplayTimeline timeline, Waiting waiting) {
    this.events = events;
    this.timeline = timeline;
    this.waiting = waiting;
  }

  /**
   * A replay of {@code events} at {@code speed} (see {@link ReplayTimeline#create}). The caller
   * closes {@code events}, after {@link #run} has returned.
   */
  public static PacedReplay create(EventCursor events, double speed) {
    return new PacedReplay(events, ReplayTimeline.create(speed), new StoppableWaiting());
  }

  /**
   * Calls {@code callback} with each event when it is due and returns how many calls succeeded. One
   * that throws is logged, not counted, and does not end the replay.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public long run(Consumer<? super StoredEvent> callback) throws InterruptedException {
    long delivered = 0;
    StoredEvent event = waiting.isStopped() ? null : events.next();
    while (event != null) {
      timeline.take(event.event().timestamp(), waiting.nanoTime());
      if (!awaitDue()) {
        return delivered;
      }
      delivered += deliver(event, callback) ? 1 : 0;
      event = waiting.isStopped() ? null : events.next();
    }
    return delivered;
  }

  /**
   * Ends the replay at once, also in the middle of a gap; only a callback that is running is still
   * waited for.
   */
  public void stop() {
    waiting.stop();
  }

  /** Whether {@code callback} took {@code event}; what it throws is logged. */
  public static boolean deliver(StoredEvent event, Consumer<? super StoredEvent> callback) {
    try {
      callback.accept(event);
      return true;
    } catch (Exception e) { // other languages throw checked ones too
      LOG.error(
          "replay callback failed on event [{}] of topic [{}]",
          event.seq(),
          event.event().topic(),
          e);
      return false;
    }
  }

  private boolean awaitDue() throws InterruptedException {
    long delayNanos = timeline.delayNanos(waiting.nanoTime());
    while (delayNanos > 0 && !waiting.isStopped()) {
      waiting.await(delayNanos);
      delayNanos = timeline.delayNanos(waiting.nanoTime());
    }
    return !waiting.isStopped();
  }

  /** The clock of a replay and its waits, which a stop ends. */
  interface Waiting {
    long nanoTime();

    void await(long nanos) throws InterruptedException;

    void stop();

    boolean isStopped();
  }

  private static final class StoppableWaiting implements Waiting {
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void await(long nanos) throws InterruptedException {
      boolean ignored = stopped.await(nanos, TimeUnit.NANOSECONDS); // the caller asks isStopped
    }

    @Override
    public void stop() {
      stopped.countDown();
    }

    @Override
    public boolean isStopped() {
      return stopped.getCount() == 0;
    }
  }
}
