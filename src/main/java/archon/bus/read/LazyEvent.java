package archon.bus.read;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import java.util.function.Supplier;

/**
 * An event on its way through a query: its place in the order, and the event, decoded only when it
 * is wanted: perhaps on another thread than the one that has read it.
 *
 * @param sizeInBytes of its text
 */
public record LazyEvent(
    long timestampMicros, String topic, long seq, int sizeInBytes, Supplier<StoredEvent> decoded)
    implements Comparable<LazyEvent> {
  private static final int OVERHEAD_BYTES = 160; // objects around the text

  /** One that is there already. */
  public static LazyEvent of(StoredEvent stored) {
    Event event = stored.event();
    return new LazyEvent(
        Timestamps.epochMicros(event.timestamp()),
        event.topic(),
        stored.seq(),
        event.payload().sizeInBytes() + event.metadata().sizeInBytes(),
        () -> stored);
  }

  /**
   * The event, made anew at each call.
   *
   * @throws archon.bus.event.EventFormatException if what was stored is no event
   */
  public StoredEvent stored() {
    return decoded.get();
  }

  /**
   * The order of a history: timestamp, ties by topic, then seq. Written out: at each start of a
   * command, Java would make classes for the JDK's combined comparators.
   */
  @Override
  public int compareTo(LazyEvent other) {
    int order = Long.compare(timestampMicros, other.timestampMicros);
    if (order == 0) {
      order = topic.compareTo(other.topic);
    }
    return order == 0 ? Long.compare(seq, other.seq) : order;
  }

  /** What it takes of the memory, roughly. */
  public long memoryBytes() {
    return (long) sizeInBytes + OVERHEAD_BYTES;
  }
}
