package archon.bus.topic;

import java.time.Instant;

/** How much of a topic a clear deletes: always from its first event on, in seq order. */
public sealed interface ClearLimit {
  /** Every event that is stored when the deletion begins. */
  enum All implements ClearLimit {
    INSTANCE
  }

  /** The events with a seq below {@code seq}, from 1. */
  record BeforeSeq(long seq) implements ClearLimit {
    public BeforeSeq {
      if (seq < 1) {
        throw new IllegalArgumentException("seq: expected 1 or more but found " + seq);
      }
    }
  }

  /**
   * The events before the first one, in seq order, whose timestamp is at or after {@code time}.
   * Where timestamps are out of order, an older event behind that one stays.
   */
  record BeforeTime(Instant time) implements ClearLimit {}
}
