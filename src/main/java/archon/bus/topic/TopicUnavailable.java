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

  /** As another process told it. */
  public TopicUnavailable(String topic, String message) {
    super(message);
    this.topic = topic;
  }

  public TopicUnavailable(String topic, String message, Throwable cause) {
    super("topic \"%s\": %s: %s".formatted(topic, message, reason(cause)), cause);
    this.topic = topic;
  }

  /** What to tell of a cause: its message is for people where it has one. */
  static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  public String topic() {
    return topic;
  }
}
