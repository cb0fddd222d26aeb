package archon.bus.event;

import java.util.List;

/**
 * What a topic persists: one batch of events, numbered densely from {@code firstSeq}.
 *
 * @param firstSeq seq of the first event
 * @param digests one for each event, in seq order
 * @param events the events in seq order when the fact is written; empty when it is recalled during
 *     recovery, which needs the digests only, so that a topic's payloads never pass through its
 *     recovery
 */
public record TopicFact(long firstSeq, List<EventDigest> digests, List<EncodedEvent> events) {
  public TopicFact {
    digests = List.copyOf(digests);
    events = List.copyOf(events);
  }

  /** A fact to be written. */
  public static TopicFact of(long firstSeq, List<EncodedEvent> events) {
    return new TopicFact(firstSeq, events.stream().map(EncodedEvent::digest).toList(), events);
  }

  /** A fact read back. */
  public static TopicFact recalled(long firstSeq, List<EventDigest> digests) {
    return new TopicFact(firstSeq, digests, List.of());
  }

  public long lastSeq() {
    return firstSeq + digests.size() - 1;
  }
}
