package archon.bus.topic;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.EventRefused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What events must be to be stored together, all or none. */
public final class OneBatch {
  private OneBatch() {}

  /**
   * @throws EventRefused if an event is of another topic, an id stands twice with different
   *     content, or there are more events or bytes than one batch takes
   */
  public static void require(String topic, List<EncodedEvent> events, TopicSettings settings) {
    requireSize(topic, events, settings);
    Map<UUID, EventDigest> seen = new HashMap<>();
    for (EncodedEvent event : events) {
      if (!event.topic().equals(topic)) {
        throw new EventRefused(
            "event %s: expected topic \"%s\", as for all events of one publishAll, but found \"%s\""
                .formatted(event.event().id(), topic, event.topic()));
      }
      EventDigest digest = event.digest();
      EventDigest same = seen.putIfAbsent(new UUID(digest.idHigh(), digest.idLow()), digest);
      if (same != null && same.contentCrc() != digest.contentCrc()) {
        throw new EventRefused(
            "event %s: expected one content but the id stands twice in one publishAll, with two; give each event an id of its own"
                .formatted(event.event().id()));
      }
    }
  }

  /**
   * @throws EventRefused if there are more events or bytes than one batch takes
   */
  public static void requireSize(String topic, List<EncodedEvent> events, TopicSettings settings) {
    int count = events.size();
    if (count > settings.maxBatchEvents()) {
      throw refused(
          topic,
          "%d events (archon.bus.topic.max-batch-events)".formatted(settings.maxBatchEvents()),
          count);
    }
    long bytes = events.stream().mapToLong(EncodedEvent::sizeInBytes).sum();
    if (bytes > settings.maxBatchBytes()) {
      throw refused(
          topic,
          "%d bytes (archon.bus.topic.max-batch-bytes)".formatted(settings.maxBatchBytes()),
          bytes);
    }
  }

  private static EventRefused refused(String topic, String bound, long found) {
    return new EventRefused(
        "publishAll to \"%s\": expected at most %s but found %d; nothing was stored, publish in smaller parts"
            .formatted(topic, bound, found));
  }
}
