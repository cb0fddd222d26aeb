package archon.bus.read;

import java.time.Instant;
import java.util.Map;

/** Where in a topic a subscription begins. */
public sealed interface StartPosition {
  /**
   * With the first event stored after the subscription began; topics created later are read from
   * their first event.
   */
  enum New implements StartPosition {
    INSTANCE
  }

  /** With the first event that can be read. */
  enum All implements StartPosition {
    INSTANCE
  }

  /** With the event {@code seq} (inclusive), from 1. */
  record FromSeq(long seq) implements StartPosition {
    public FromSeq {
      if (seq < 1) {
        throw new IllegalArgumentException("seq: expected 1 or more but found " + seq);
      }
    }
  }

  /**
   * With the first event, in seq order, whose timestamp is not before {@code time}; events after it
   * come whatever their time.
   */
  record Since(Instant time) implements StartPosition {}

  /** With the last {@code events} events, in seq order. */
  record Last(long events) implements StartPosition {
    public Last {
      if (events < 0) {
        throw new IllegalArgumentException("last: expected 0 or more events but found " + events);
      }
    }
  }

  /**
   * In each topic with the seq stated for it, in others, and those created later, with seq 1: what
   * of them is gone by then is missing.
   */
  record At(Map<String, Long> nextSeqs) implements StartPosition {
    public At {
      nextSeqs = Map.copyOf(nextSeqs);
    }

    public long seqOf(String topic) {
      return nextSeqs.getOrDefault(topic, 1L);
    }
  }
}
