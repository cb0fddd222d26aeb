package archon.bus.topic;

import archon.bus.event.TopicPattern;
import java.time.Instant;

/**
 * What to clear; start with {@link #all()} or {@link #topic} and narrow it.
 *
 * @param topics which topics
 * @param limit how much of each
 */
public record ClearRequest(TopicPattern topics, ClearLimit limit) {
  /** Every event of every topic. */
  public static ClearRequest all() {
    return new ClearRequest(TopicPattern.ALL, ClearLimit.All.INSTANCE);
  }

  /** Every event of a topic or of the topics a pattern selects. */
  public static ClearRequest topic(String topicOrPattern) {
    return new ClearRequest(new TopicPattern(topicOrPattern), ClearLimit.All.INSTANCE);
  }

  /** Only events with a seq below {@code seq}, from 1. */
  public ClearRequest before(long seq) {
    return new ClearRequest(topics, new ClearLimit.BeforeSeq(seq));
  }

  /**
   * Only events before the first one, in seq order, whose timestamp is at or after {@code time}:
   * nothing that is at or after it is deleted, and what stands behind such an event stays.
   */
  public ClearRequest before(Instant time) {
    return new ClearRequest(topics, new ClearLimit.BeforeTime(time));
  }
}
