package archon.bus.read;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to replay.
 *
 * @param topics which topics; those that exist when the replay starts
 * @param since only events not before this time (inclusive), or null
 * @param until only events before this time (exclusive), or null
 */
public record ReplayQuery(TopicSelection topics, @Nullable Instant since, @Nullable Instant until) {
  public static ReplayQuery topic(String topicOrPattern) {
    return new ReplayQuery(TopicSelection.of(topicOrPattern), null, null);
  }

  public ReplayQuery since(Instant inclusive) {
    return new ReplayQuery(topics, inclusive, until);
  }

  public ReplayQuery until(Instant exclusive) {
    return new ReplayQuery(topics, since, exclusive);
  }
}
