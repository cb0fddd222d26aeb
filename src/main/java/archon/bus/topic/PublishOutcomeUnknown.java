package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * Storing failed in a way that leaves open whether the event is stored; the cause says why.
 * Publishing it again with the same event id is safe: it is stored once, and acknowledged with its
 * first seq.
 */
public final class PublishOutcomeUnknown extends BusException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  /** As another process told it. */
  public PublishOutcomeUnknown(String topic, String message) {
    super(message);
    this.topic = topic;
  }

  public PublishOutcomeUnknown(String topic, Throwable cause) {
    super(
        "topic \"%s\": storing failed and the event may or may not be stored; publish it again with the same id: %s"
            .formatted(topic, TopicUnavailable.reason(cause)),
        cause);
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}
