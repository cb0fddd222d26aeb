package archon.bus.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a log from being written once what is on disk may differ from what is known. It stays up
 * until the log is recovered. For one thread at a time.
 */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  private final LogId log;
  private @Nullable LogFenced raised;

  Fence(LogId log) {
    this.log = log;
  }

  boolean isUp() {
    return raised != null;
  }

  /** Throws {@link LogFenced} if the fence is up. */
  void requireDown() {
    if (raised != null) {
      throw new LogFenced(log, "it is fenced", raised);
    }
  }

  /** Puts the fence up, and gives what to throw. */
  LogFenced raise(String reason, @Nullable IOException cause) {
    LogFenced fenced = new LogFenced(log, reason, cause);
    raised = fenced;
    LOG.error("{}", fenced.getMessage(), cause);
    return fenced;
  }

  /** Puts the fence up after a failure nobody foresaw. */
  void raiseAfter(Throwable failure) {
    if (raised == null) {
      raised = new LogFenced(log, "an unexpected failure", failure);
    }
  }
}
