package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * The topic already holds an event with this id but other content. Nothing was stored, and the same
 * publish is refused again: it needs an id of its own. Timestamps do not count as content.
 */
public final class EventConflict extends BusException {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String eventId;
  private final long seq;

  public EventConflict(String topic, String eventId, long seq) {
    super(
        "topic \"%s\": event id %s stands at seq %d with other content; nothing was stored, give a different event an id of its own"
            .formatted(topic, eventId, seq));
    this.topic = topic;
    this.eventId = eventId;
    this.seq = seq;
  }

  public String topic() {
    return topic;
  }

  public String eventId() {
    return eventId;
  }

  /** Seq of the event that has the id. */
  public long seq() {
    return seq;
  }
}
