package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/** What those who write logs in this process tell those who read them, and are told. */
interface LogEnds {
  /** Outside a node: nothing is known of writers. */
  LogEnds UNKNOWN = log -> null;

  /** How far a log may be read, null if it is not open for writing here. */
  @Nullable LogEnd of(LogId log);

  /** A reader found no block file for a segment that fits it: it should be made anew. */
  default void missesBlocks(LogId log, Segment segment) {}
}
