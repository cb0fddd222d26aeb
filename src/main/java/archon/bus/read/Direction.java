package archon.bus.read;

import archon.bus.journal.BlockRun;
import java.util.Comparator;

/** Which end of a history is wanted first. */
enum Direction {
  FORWARDS {
    @Override
    Comparator<LazyEvent> order() {
      return LazyEvent.ASCENDING;
    }

    @Override
    LazyEvent bound(String topic, BlockRun run) {
      return place(run.minTimestampMicros(), topic, 0);
    }
  },
  BACKWARDS {
    @Override
    Comparator<LazyEvent> order() {
      return LazyEvent.ASCENDING.reversed();
    }

    @Override
    LazyEvent bound(String topic, BlockRun run) {
      return place(run.maxTimestampMicros(), topic, Long.MAX_VALUE);
    }
  };

  abstract Comparator<LazyEvent> order();

  /** A place, in this order, that no event of {@code run} stands before. */
  abstract LazyEvent bound(String topic, BlockRun run);

  private static LazyEvent place(long micros, String topic, long seq) {
    return new LazyEvent(
        micros,
        topic,
        seq,
        0,
        () -> {
          throw new IllegalStateException("a place holds no event");
        });
  }
}
