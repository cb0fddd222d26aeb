package archon.bus.bench;

/**
 * How much there is to do.
 *
 * @param events published in each run; 0 for what the workload says
 * @param stored events in the log before the first run; 0 for what the workload says: a new
 *     directory where there is something to publish, else a log of {@code events}
 * @param warmUpSeconds for how long at least runs are not reported: a process that has just started
 *     still compiles
 * @param runs how many are reported
 */
public record Volume(long events, long stored, int warmUpSeconds, int runs) {
  private static final long MOST_EVENTS = 1_000_000_000;
  private static final int MOST_SECONDS = 3_600;
  private static final int MOST_RUNS = 1_000;

  public Volume {
    require("events", events == 0 ? 1 : events, 1, MOST_EVENTS);
    require("stored", stored == 0 ? 1 : stored, 1, MOST_EVENTS);
    require("warm-up", warmUpSeconds, 0, MOST_SECONDS);
    require("runs", runs, 1, MOST_RUNS);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d but found %d".formatted(name, least, most, value));
    }
  }
}
