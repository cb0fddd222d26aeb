package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * A topic cannot be written to at present; the cause says why. The event was not stored. The topic
 * is tried again by itself, at most {@code archon.bus.topic.restart-backoff-max} later, so a later
 * retry is safe and may succeed.
 */
public final class TopicUnavailable extends BusException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  TopicUnavailable(String topic, String message, Throwable cause) {
    super("topic \"%s\": %s: %s".formatted(topic, message, cause.getMessage()), cause);
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}
