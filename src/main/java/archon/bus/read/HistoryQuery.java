package archon.bus.read;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bounded query; start with {@link #all()} or {@link #topic} and narrow it. All conditions must
 * hold.
 *
 * @param topics which topics
 * @param id only the event with this id, spelled as it was published, or null for any
 * @param source only events of this source, or null for any
 * @param correlationId only events with this correlation id, or null for any
 * @param since only events not before this time (inclusive), or null
 * @param until only events before this time (exclusive), or null
 * @param first at most this many, the earliest; negative for no bound
 * @param last at most this many, the latest, still in ascending order; negative for no bound. Not
 *     together with {@code first}
 */
public record HistoryQuery(
    TopicSelection topics,
    @Nullable String id,
    @Nullable String source,
    @Nullable String correlationId,
    @Nullable Instant since,
    @Nullable Instant until,
    long first,
    long last) {
  private static final long NO_BOUND = -1;

  public HistoryQuery {
    if (first >= 0 && last >= 0) {
      throw new IllegalArgumentException(
          "history: expected either a first or a last count, not both");
    }
  }

  public static HistoryQuery all() {
    return new HistoryQuery(TopicSelection.ALL, null, null, null, null, null, NO_BOUND, NO_BOUND);
  }

  /** All events of a topic or of the topics a pattern selects. */
  public static HistoryQuery topic(String topicOrPattern) {
    return all().topics(topicOrPattern);
  }

  public HistoryQuery topics(String... topicsOrPatterns) {
    TopicSelection selection = TopicSelection.of(topicsOrPatterns);
    return new HistoryQuery(selection, id, source, correlationId, since, until, first, last);
  }

  /**
   * The event with this id: found without reading all others, as are those of a {@link
   * #correlationId}.
   */
  public HistoryQuery id(String value) {
    return new HistoryQuery(topics, value, source, correlationId, since, until, first, last);
  }

  public HistoryQuery source(String value) {
    return new HistoryQuery(topics, id, value, correlationId, since, until, first, last);
  }

  public HistoryQuery correlationId(String value) {
    return new HistoryQuery(topics, id, source, value, since, until, first, last);
  }

  public HistoryQuery since(Instant inclusive) {
    return new HistoryQuery(topics, id, source, correlationId, inclusive, until, first, last);
  }

  public HistoryQuery until(Instant exclusive) {
    return new HistoryQuery(topics, id, source, correlationId, since, exclusive, first, last);
  }

  public HistoryQuery limit(long events) {
    return new HistoryQuery(topics, id, source, correlationId, since, until, events, NO_BOUND);
  }

  public HistoryQuery last(long events) {
    return new HistoryQuery(topics, id, source, correlationId, since, until, NO_BOUND, events);
  }
}
