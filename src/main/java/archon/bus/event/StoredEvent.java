package archon.bus.event;

/**
 * An event and its position.
 *
 * @param seq dense position of the event in its topic, from 1, never reused
 */
public record StoredEvent(long seq, Event event) {}
