package archon.bus.topic;

import archon.bus.event.StoredEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A push to a subscriber: a hint, most often with data. It may be lost or dropped; whoever needs
 * every event compares {@link #firstSeq} with the seq it expects and reads the journal when it does
 * not fit, or when there is no data. Safe from any thread.
 */
public final class Delivery {
  private final String topic;
  private final long firstSeq;
  private final long lastSeq;
  private final long bytes;
  private final boolean isHint;
  private @Nullable Supplier<List<StoredEvent>> source; // guarded by this, as the events
  private @Nullable List<StoredEvent> events;

  /**
   * @param bytes size of the events' encoded form, for bounding buffers
   * @param events gives them all, dense and in seq order, in a list that never changes; called at
   *     most once, by the first subscriber that wants them, so that the topic's actor need not
   */
  public Delivery(
      String topic,
      long firstSeq,
      long lastSeq,
      long bytes,
      @Nullable Supplier<List<StoredEvent>> events) {
    this.topic = topic;
    this.firstSeq = firstSeq;
    this.lastSeq = lastSeq;
    this.bytes = bytes;
    this.isHint = events == null;
    this.source = events;
  }

  /** Only that these events are stored; who wants them reads them. */
  public static Delivery hint(String topic, long firstSeq, long lastSeq) {
    return new Delivery(topic, firstSeq, lastSeq, 0, null);
  }

  public String topic() {
    return topic;
  }

  public long firstSeq() {
    return firstSeq;
  }

  public long lastSeq() {
    return lastSeq;
  }

  public long bytes() {
    return bytes;
  }

  /** Whether there are no events with it. */
  public boolean isHint() {
    return isHint;
  }

  /** The events, the same objects for every subscriber; empty if this is a mere hint. */
  public synchronized List<StoredEvent> events() {
    if (events == null) {
      events = source == null ? List.of() : source.get();
      source = null;
    }
    return events;
  }
}
