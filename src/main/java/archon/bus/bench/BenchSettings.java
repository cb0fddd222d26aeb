package archon.bus.bench;

import com.typesafe.config.Config;
import java.nio.file.Path;

/**
 * What a bench is to do.
 *
 * @param parent where the directory for its files is made
 * @param keep whether that directory stays
 * @param config a whole resolved configuration
 * @param load how hard the bus is worked
 * @param events of each run, or how many the log holds that is read; 0 for what the workload says
 * @param runs how many are reported, after one that warms up
 * @param programs how processes are started
 */
public record BenchSettings(
    Path parent, boolean keep, Config config, Load load, long events, int runs, Programs programs) {
  private static final long MOST_EVENTS = 1_000_000_000;
  private static final int MOST_RUNS = 1_000;

  public BenchSettings {
    if (events < 0 || events > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "events: expected 1 to %d but found %d".formatted(MOST_EVENTS, events));
    }
    if (runs < 1 || runs > MOST_RUNS) {
      throw new IllegalArgumentException(
          "runs: expected 1 to %d but found %d".formatted(MOST_RUNS, runs));
    }
    int pending = config.getInt("archon.bus.topic.max-pending-events");
    if (load.window() > pending) {
      throw new IllegalArgumentException(
          "window: expected at most archon.bus.topic.max-pending-events, %d, but found %d"
              .formatted(pending, load.window()));
    }
  }

  /** {@code batch}, {@code interval} or {@code os}. */
  String sync() {
    return config.getString("archon.bus.journal.sync");
  }
}
