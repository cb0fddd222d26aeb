package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/** Tells how far the logs written in this process may be read. */
interface LogEnds {
  /** Outside a node: nothing is known of writers. */
  LogEnds UNKNOWN = log -> null;

  /** Null if the log is not open for writing here. */
  @Nullable LogEnd of(LogId log);
}
