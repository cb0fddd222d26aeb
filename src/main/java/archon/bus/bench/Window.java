package archon.bus.bench;

import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one publisher that are not acknowledged yet: a bounded number. The publisher asks
 * for room and waits; acknowledgements come on any thread.
 */
final class Window implements BiConsumer<@Nullable PublishResult, @Nullable Throwable> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int size;
  private final AtomicLong acknowledged = new AtomicLong();
  private long sent; // the publisher's own
  private volatile @Nullable Thread waiting;
  private volatile long wakeAt;
  private volatile @Nullable Durability durability;
  private volatile @Nullable Throwable failure;

  Window(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  /** Before one more is published. Woken when a quarter is free, not for every single place. */
  void enter() {
    if (sent - acknowledged.get() >= size) {
      await(sent - size + Math.max(1, size / 4));
    }
    sent++;
  }

  /** After the last one: waits for all, and tells how durable they all are at least. */
  Durability drain() {
    await(sent);
    requireNoFailure();
    Durability stated = durability;
    return stated == null ? Durability.DISK : stated; // nothing was published
  }

  /** How a publish ended. */
  @Override
  public void accept(@Nullable PublishResult result, @Nullable Throwable problem) {
    if (result instanceof PublishResult.Stored stored && isAsDurableAsBefore(stored)) {
      acknowledge(1);
    } else {
      fail(problem != null ? problem : new BenchFailed("publish: unexpected answer " + result));
    }
  }

  private boolean isAsDurableAsBefore(PublishResult.Stored stored) {
    Durability known = durability;
    if (known == null) {
      durability = stored.durability();
      return true;
    }
    return known == stored.durability();
  }

  /** So many more are stored. */
  void acknowledge(int events) {
    long now = acknowledged.addAndGet(events);
    Thread publisher = waiting;
    if (publisher != null && now >= wakeAt) {
      LockSupport.unpark(publisher);
    }
  }

  void fail(Throwable problem) {
    failure = problem;
    LockSupport.unpark(waiting); // nobody waits: without effect
  }

  private void await(long target) {
    wakeAt = target;
    waiting = Thread.currentThread();
    long seen = acknowledged.get();
    long patientUntil = System.nanoTime() + PATIENCE_NANOS;
    while (seen < target) {
      requireNoFailure();
      LockSupport.parkNanos(this, LONGEST_PARK_NANOS); // a wake-up that was missed costs no more
      long now = acknowledged.get();
      if (now > seen) {
        patientUntil = System.nanoTime() + PATIENCE_NANOS;
      } else if (System.nanoTime() > patientUntil) {
        throw new BenchFailed(
            "publish: expected an acknowledgement within 60 s but %d events wait for theirs"
                .formatted(sent - now));
      }
      seen = now;
    }
    waiting = null;
  }

  private void requireNoFailure() {
    Throwable problem = failure;
    if (problem != null) {
      throw Stages.failed(problem);
    }
  }
}
