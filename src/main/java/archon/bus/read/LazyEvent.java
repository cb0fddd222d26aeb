package archon.bus.read;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import java.util.Comparator;
import java.util.function.Supplier;

/**
 * An event on its way through a query: its place in the order, and the event, decoded only when it
 * is wanted.
 *
 * @param sizeInBytes of its text
 */
record LazyEvent(
    long timestampMicros, String topic, long seq, int sizeInBytes, Supplier<Event> event) {
  /** The order of a history: timestamp, ties by topic, then seq. */
  static final Comparator<LazyEvent> ASCENDING =
      Comparator.comparingLong(LazyEvent::timestampMicros)
          .thenComparing(LazyEvent::topic)
          .thenComparingLong(LazyEvent::seq);

  private static final int OVERHEAD_BYTES = 160; // objects around the text

  StoredEvent stored() {
    return new StoredEvent(seq, event.get());
  }

  /** What it takes of the memory, roughly. */
  long memoryBytes() {
    return (long) sizeInBytes + OVERHEAD_BYTES;
  }
}
