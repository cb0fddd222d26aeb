package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * The journal refused to write the event, or a batch it was part of, before anything was stored;
 * the cause says why. A retry is safe; whether it helps depends on the cause.
 */
public final class PublishRefused extends BusException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  /** As another process told it. */
  public PublishRefused(String topic, String message) {
    super(message);
    this.topic = topic;
  }

  public PublishRefused(String topic, Throwable cause) {
    super(
        "topic \"%s\": the journal refused the event and nothing was stored: %s"
            .formatted(topic, TopicUnavailable.reason(cause)),
        cause);
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}
