package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * A topic's queue is full: events are published faster than they can be stored. The event was not
 * stored; the same publish may be repeated once earlier ones have completed.
 */
public final class BusOverloaded extends BusException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  /** As another process told it. */
  public BusOverloaded(String topic, String message) {
    super(message);
    this.topic = topic;
  }

  /** Too many events wait. */
  public static BusOverloaded events(String topic, int waiting, int bound) {
    return of(
        topic,
        "%d waiting events (archon.bus.topic.max-pending-events) but %d wait"
            .formatted(bound, waiting));
  }

  /** Too much waits. */
  public static BusOverloaded bytes(String topic, long waiting, long bound) {
    return of(
        topic,
        "%d bytes of waiting events (archon.bus.topic.max-pending-bytes) but %d wait"
            .formatted(bound, waiting));
  }

  static BusOverloaded clears(String topic, int bound) {
    return new BusOverloaded(
        topic,
        "topic \"%s\": expected at most %d clears of different extent waiting but one more was asked for; nothing was done, ask again after earlier ones have completed"
            .formatted(topic, bound));
  }

  private static BusOverloaded of(String topic, String bound) {
    return new BusOverloaded(
        topic,
        "topic \"%s\": expected at most %s already; nothing was stored, publish again after earlier publishes have completed"
            .formatted(topic, bound));
  }

  public String topic() {
    return topic;
  }
}
