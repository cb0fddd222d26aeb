package archon.bus.read;

import archon.bus.event.Timestamps;
import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times a query asks for, in microseconds since 1970: events have no finer time.
 *
 * @param sinceMicros inclusive
 * @param untilMicros exclusive; {@link Long#MAX_VALUE} for no bound, as no event is that late
 */
record TimeRange(long sinceMicros, long untilMicros) {
  static TimeRange of(@Nullable Instant since, @Nullable Instant until) {
    return new TimeRange(
        since == null ? Long.MIN_VALUE : Timestamps.ceilingMicros(since),
        until == null ? Long.MAX_VALUE : Timestamps.ceilingMicros(until));
  }

  boolean contains(long micros) {
    return micros >= sinceMicros && micros < untilMicros;
  }

  /** Whether events of {@code block} can be within. */
  boolean overlaps(Block block) {
    return overlaps(block.minTimestampMicros(), block.maxTimestampMicros());
  }

  /** Whether events of {@code run} can be within. */
  boolean overlaps(BlockRun run) {
    return overlaps(run.minTimestampMicros(), run.maxTimestampMicros());
  }

  private boolean overlaps(long minMicros, long maxMicros) {
    return maxMicros >= sinceMicros && minMicros < untilMicros;
  }
}
