package archon.bus.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/** The summaries of the logs asked for last. Safe from any thread. */
final class LogSummaries {
  /** A summary that is dropped costs a look at the log's block file, and nothing else. */
  private static final int MAX_LOGS = 1_000;

  private final ReadContext context;
  private final SegmentCache segments = new SegmentCache();
  private final Map<LogId, LogSummary> summaries = new LinkedHashMap<>(16, 0.75f, true);

  LogSummaries(ReadContext context) {
    this.context = context;
  }

  synchronized LogSummary of(LogId log) {
    LogSummary known = summaries.get(log);
    if (known == null) {
      known = new LogSummary(context, log, segments);
      summaries.put(log, known);
      if (summaries.size() > MAX_LOGS) {
        summaries.remove(summaries.keySet().iterator().next());
      }
    }
    return known;
  }
}
