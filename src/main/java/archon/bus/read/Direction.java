package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import java.util.Comparator;

/** Which end of a history is wanted first. */
enum Direction {
  FORWARDS {
    @Override
    Comparator<LazyEvent> order() {
      return Comparator.naturalOrder();
    }

    @Override
    LazyEvent bound(String topic, BlockRun run) {
      return place(run.minTimestampMicros(), topic, 0);
    }

    @Override
    long wantedOf(Block block, long wanted) {
      return block.inTimeOrder() ? wanted : Long.MAX_VALUE;
    }
  },
  BACKWARDS {
    @Override
    Comparator<LazyEvent> order() {
      return Comparator.reverseOrder();
    }

    @Override
    LazyEvent bound(String topic, BlockRun run) {
      return place(run.maxTimestampMicros(), topic, Long.MAX_VALUE);
    }

    @Override
    long wantedOf(Block block, long wanted) {
      return Long.MAX_VALUE; // whatever its order, what is wanted may be at its end
    }
  };

  abstract Comparator<LazyEvent> order();

  /** A place, in this order, that no event of {@code run} stands before. */
  abstract LazyEvent bound(String topic, BlockRun run);

  /**
   * How many of a block's events, from its first line on, hold all that can be among the next
   * {@code wanted}.
   */
  abstract long wantedOf(Block block, long wanted);

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
