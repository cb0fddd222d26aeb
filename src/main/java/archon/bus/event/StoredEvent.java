package archon.bus.event;

import org.jspecify.annotations.Nullable;

/**
 * An event and its position.
 *
 * @param seq dense position of the event in its topic, from 1, never reused
 * @param via by what it came from another bus, such as {@code redis}; null if it was published here
 */
public record StoredEvent(long seq, Event event, @Nullable String via) {
  /** One that was published here. */
  public StoredEvent(long seq, Event event) {
    this(seq, event, null);
  }
}
