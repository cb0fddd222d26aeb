package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One immutable record of something that happened.
 *
 * <p>The constructor takes whatever a predecessor's file may hold; {@link #create} and publishing
 * also demand what is stated in brackets.
 *
 * @param id a UUID, in any common spelling; the same id published again is the same event
 * @param topic the log it belongs to, not empty [a valid {@link Topic}]
 * @param payload what happened [a JSON object]
 * @param source the archon or component that published it [not empty]
 * @param timestamp when it happened, cut to the microsecond, years 1 to 9999
 * @param correlationId ties a request to its answers, or null
 * @param metadata anything about the event that is not the event [a JSON object]
 */
public record Event(
    String id,
    String topic,
    Json payload,
    String source,
    Instant timestamp,
    @Nullable String correlationId,
    Json metadata) {

  /**
   * @throws EventRefused if the id is no UUID, the topic is empty or the year of the timestamp is
   *     not within 1 to 9999
   */
  public Event {
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(metadata, "metadata");
    EventId.requireValid(id);
    if (topic.isEmpty()) {
      throw new EventRefused("topic must be a non-empty string");
    }
    timestamp = Timestamps.toMicros(timestamp);
  }

  /**
   * A new event with a random id and the present time.
   *
   * @param payload a {@code Map}, a record, a Jackson object node or a {@link Json}: anything that
   *     is written as a JSON object
   * @throws EventRefused if a rule for publishing is broken
   */
  public static Event create(String topic, Object payload, String source) {
    return create(topic, payload, source, null, Json.EMPTY_OBJECT);
  }

  /** As {@link #create(String, Object, String)}, with correlation id and metadata. */
  public static Event create(
      String topic,
      Object payload,
      String source,
      @Nullable String correlationId,
      Object metadata) {
    Event event =
        new Event(
            EventId.random(),
            topic,
            Json.of(payload),
            source,
            Instant.now(),
            correlationId,
            Json.of(metadata));
    event.requirePublishable(Json.MAX_DEPTH);
    return event;
  }

  /** This event with another id: a UUID of the caller's own makes a publish repeatable. */
  public Event withId(String newId) {
    return new Event(newId, topic, payload, source, timestamp, correlationId, metadata);
  }

  /** This event at another time. */
  public Event withTimestamp(Instant newTimestamp) {
    return new Event(id, topic, payload, source, newTimestamp, correlationId, metadata);
  }

  /** This event with a correlation id. */
  public Event withCorrelationId(@Nullable String newCorrelationId) {
    return new Event(id, topic, payload, source, timestamp, newCorrelationId, metadata);
  }

  /** The event as one compact JSON object, its members in the predecessor's order. */
  public String toJson() {
    return new String(EncodedEvent.of(this).head(), StandardCharsets.UTF_8) + "}";
  }

  /**
   * Reads what {@link #toJson} and the predecessor write. A missing id becomes a random one, a
   * missing source {@code unknown}, a time without offset is UTC; unknown members are ignored.
   *
   * @throws EventFormatException if it is no event
   */
  public static Event fromJson(String json) {
    byte[] utf8 = JsonText.utf8(json);
    return EventJson.read(utf8, 0, utf8.length, EventId::random);
  }

  void requirePublishable(int maxDepth) {
    Topic ignored = new Topic(topic);
    requireObject("payload", payload, maxDepth);
    requireObject("metadata", metadata, maxDepth);
    if (source.isEmpty()) {
      throw new EventRefused("source must be a non-empty string");
    }
  }

  private static void requireObject(String member, Json value, int maxDepth) {
    if (!value.isObject()) {
      throw new EventRefused(
          "%s: expected a JSON object but found %s".formatted(member, shortened(value)));
    }
    int depth = value.depth();
    if (depth > maxDepth) {
      throw new EventRefused(
          "%s: expected at most %d levels of nesting (archon.bus.limits.max-depth) but found %d"
              .formatted(member, maxDepth, depth));
    }
  }

  private static String shortened(Json value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
