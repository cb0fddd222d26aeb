package archon.bus.bench;

/**
 * How much there is to do.
 *
 * @param events published in each run; 0 for what the workload says
 * @param stored events in the log before the first run; 0 for what the workload says: a new
 *     directory where there is something to publish, else a log of {@code events}
 * @param runs how many are reported, after one that warms up
 */
public record Volume(long events, long stored, int runs) {
  private static final long MOST_EVENTS = 1_000_000_000;
  private static final int MOST_RUNS = 1_000;

  public Volume {
    require("events", events, 0, MOST_EVENTS);
    require("stored", stored, 0, MOST_EVENTS);
    require("runs", runs, 1, MOST_RUNS);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d but found %d".formatted(name, most, value));
    }
  }
}
