package archon.bus.cli;

import archon.bus.read.StartPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a subscription begins: one of these, else with the next event. */
final class StartOptions {
  @Option(names = "--all", description = "From the first event that is stored.")
  boolean all;

  @Option(
      names = "--from-seq",
      paramLabel = "N",
      converter = Arguments.Seq.class,
      description = "From position N of each topic.")
  @Nullable Long fromSeq;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Arguments.Time.class,
      description = "From the first event that is not before this time.")
  @Nullable Instant since;

  @Option(
      names = "--last",
      paramLabel = "N",
      converter = Arguments.Count.class,
      description = "From the last N events of each topic.")
  @Nullable Long last;

  StartPosition position() {
    if (all) {
      return StartPosition.All.INSTANCE;
    }
    if (fromSeq != null) {
      return new StartPosition.FromSeq(fromSeq);
    }
    if (since != null) {
      return new StartPosition.Since(since);
    }
    return last == null ? StartPosition.New.INSTANCE : new StartPosition.Last(last);
  }
}
