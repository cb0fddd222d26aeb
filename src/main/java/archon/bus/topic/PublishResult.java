package archon.bus.topic;

import archon.bus.event.Event;

/** How a publish ended well. */
public sealed interface PublishResult {
  Event event();

  /** Position of the event in its topic. */
  long seq();

  /** The event was stored, as durably as stated. */
  record Stored(Event event, long seq, Durability durability) implements PublishResult {}

  /**
   * An event with this id and content was stored before, at {@code seq}; nothing was stored now.
   */
  record Duplicate(Event event, long seq) implements PublishResult {}

  /**
   * @param seq position of the event, negative if it is a duplicate
   */
  static PublishResult of(Event event, long seq, Durability durability) {
    return seq > 0 ? new Stored(event, seq, durability) : new Duplicate(event, -seq);
  }
}
