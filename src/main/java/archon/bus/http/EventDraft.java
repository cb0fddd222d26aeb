package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import org.jspecify.annotations.Nullable;

/** An event as far as its sender has stated it; null is what was not stated. */
final class EventDraft {
  private final @Nullable String pathTopic;
  private @Nullable String topic;
  @Nullable String id;
  @Nullable Json payload;
  @Nullable String source;
  @Nullable String timestamp;
  @Nullable String correlationId;
  Json metadata = Json.EMPTY_OBJECT;

  /**
   * @param pathTopic the topic that the request's path names, if it does
   */
  EventDraft(@Nullable String pathTopic) {
    this.pathTopic = pathTopic;
    this.topic = pathTopic;
  }

  /** The topic that the event itself names; it must be that of the path. */
  void topic(@Nullable String named) {
    if (named != null && pathTopic != null && !named.equals(pathTopic)) {
      throw new EventRefused("topic: expected that of the path but found \"%s\"".formatted(named));
    }
    topic = named == null ? pathTopic : named;
  }

  /**
   * @throws EventRefused if it lacks something, or breaks a rule for publishing
   */
  Event event() {
    Event event =
        Event.create(
            required("topic", topic),
            required("payload", payload),
            required("source", source),
            correlationId,
            metadata);
    if (id != null) {
      event = event.withId(id);
    }
    return timestamp == null ? event : event.withTimestamp(Timestamps.parse(timestamp));
  }

  private static <T> T required(String member, @Nullable T value) {
    if (value == null) {
      throw new EventRefused("expected a member \"%s\" but found none".formatted(member));
    }
    return value;
  }
}
