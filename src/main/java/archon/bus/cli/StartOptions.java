package archon.bus.cli;

import archon.bus.read.StartPosition;
import java.time.Instant;

/** Where a subscription begins: one of these, else with the next event. */
final class StartOptions extends Options {
  private final Argument<Boolean> all = flag("--all", "From the first event that is stored.");

  private final Argument<Long> fromSeq =
      option("--from-seq", "N", new Arguments.Seq(), "From position N of each topic.");

  private final Argument<Instant> since =
      option(
          "--since",
          "TIME",
          new Arguments.Time(),
          "From the first event that is not before this time.");

  private final Argument<Long> last =
      option("--last", "N", new Arguments.Count(), "From the last N events of each topic.");

  StartPosition position() {
    if (all.value()) {
      return StartPosition.All.INSTANCE;
    }
    Long seq = fromSeq.valueOrNull();
    if (seq != null) {
      return new StartPosition.FromSeq(seq);
    }
    Instant time = since.valueOrNull();
    if (time != null) {
      return new StartPosition.Since(time);
    }
    Long events = last.valueOrNull();
    return events == null ? StartPosition.New.INSTANCE : new StartPosition.Last(events);
  }
}
