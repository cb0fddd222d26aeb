package archon.bus.replay;

import archon.bus.event.EventFormatException;
import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.LazyEvent;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A cursor over events in memory that can block and fail, and that tells what was done with it. */
final class ProbeCursor implements EventCursor {
  private final Iterator<StoredEvent> events;
  private final CountDownLatch unblocked = new CountDownLatch(1);
  private long blockBefore = Long.MAX_VALUE;
  private long failAfter = Long.MAX_VALUE;
  private @Nullable RuntimeException failure;
  private long undecodable = Long.MAX_VALUE;
  private volatile boolean blocked;
  private volatile int reads;
  private volatile @Nullable String closedBy;

  ProbeCursor(List<StoredEvent> events) {
    this.events = events.iterator();
  }

  /** Blocks in the read number {@code read}, from 1, until {@link #unblock}. */
  ProbeCursor blockBefore(long read) {
    blockBefore = read;
    return this;
  }

  /** Fails once {@code count} events were read. */
  ProbeCursor failAfter(long count, RuntimeException cause) {
    failAfter = count;
    failure = cause;
    return this;
  }

  /** The event number {@code number}, from 1, can be read but not decoded. */
  ProbeCursor undecodable(long number) {
    undecodable = number;
    return this;
  }

  @Override
  public @Nullable LazyEvent nextLazy() {
    int number = reads + 1;
    if (number >= blockBefore) {
      awaitUnblocked();
    }
    if (closedBy != null) {
      throw new IllegalStateException("read after close");
    }
    reads = number;
    if (failure != null && number > failAfter) {
      throw failure;
    }
    if (!events.hasNext()) {
      return null;
    }
    LazyEvent event = LazyEvent.of(events.next());
    return number == undecodable ? brokenOne(event) : event;
  }

  private static LazyEvent brokenOne(LazyEvent event) {
    return new LazyEvent(
        event.timestampMicros(),
        event.topic(),
        event.seq(),
        event.sizeInBytes(),
        () -> {
          throw new EventFormatException("no event");
        });
  }

  private void awaitUnblocked() {
    blocked = true;
    try {
      unblocked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closedBy = Thread.currentThread().getName();
  }

  boolean isBlocked() {
    return blocked;
  }

  void unblock() {
    unblocked.countDown();
  }

  int reads() {
    return reads;
  }

  boolean isClosed() {
    return closedBy != null;
  }

  @Nullable String closedBy() {
    return closedBy;
  }
}
