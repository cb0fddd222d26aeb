package archon.bus.bench;

/** What can be measured. */
public enum Workload {
  PUBLISH(
      "publish",
      "events published into a new directory and acknowledged, window of unacknowledged events",
      1_000_000,
      PublishRun::new),
  LIMIT(
      "limit",
      "no bus: one thread makes and encodes events with the plainest code, a second one appends all"
          + " that wait (up to 1,024) with one write, synced as the bus would, and acknowledges; same window",
      1_000_000,
      LimitRun::plain),
  LIMIT_ENCODED(
      "limit-encoded",
      "as limit, but events are made and encoded with the code of the bus, as its publishers do",
      1_000_000,
      LimitRun::encoded),
  LATENCY(
      "latency",
      "from the call of publish to the callback of a subscriber, at a steady rate; the first tenth"
          + " of each run is not counted",
      0,
      LatencyRun::new),
  FAN_OUT(
      "fan-out",
      "deliveries of every event to each of many subscribers, from the first publish to the last callback",
      10_000,
      FanOutRun::new),
  HISTORY_LAST(
      "history-last",
      "one query of an open bus for the last 1,000 events, those since a time; a run asks 200 times",
      1_000_000,
      HistoryRun::last),
  HISTORY_FIRST(
      "history-first",
      "one query of an open bus for the first 10 events by time; a run asks 200 times",
      1_000_000,
      HistoryRun::first),
  REPLAY(
      "replay",
      "all events from the files to a callback without pacing, each as an Event whose payload is not parsed",
      1_000_000,
      ReplayRun::new),
  OPEN(
      "open",
      "from the start of a new JVM that embeds the bus to its first acknowledged publish, into a"
          + " directory that holds events",
      1_000_000,
      OpenRun::new),
  CLI_HISTORY(
      "cli-history",
      "the whole process of archon-bus history --limit 10 on a directory that holds events",
      1_000_000,
      CommandRun::history),
  CLI_PUBLISH(
      "cli-publish",
      "the whole process of archon-bus publish into a directory that holds events",
      1_000_000,
      CommandRun::publish);

  private static final int LATENCY_SECONDS = 10;

  private final String title;
  private final String measured;
  private final long defaultEvents; // 0: as the rate says
  private final Factory factory;

  Workload(String title, String measured, long defaultEvents, Factory factory) {
    this.title = title;
    this.measured = measured;
    this.defaultEvents = defaultEvents;
    this.factory = factory;
  }

  private interface Factory {
    Run open(Lab lab, long events) throws InterruptedException;
  }

  /** The name it is called by. */
  public String title() {
    return title;
  }

  /** What is measured, for people. */
  public String measured() {
    return measured;
  }

  /** How many events it works with. */
  long events(BenchSettings settings) {
    if (settings.events() > 0) {
      return settings.events();
    }
    return defaultEvents > 0 ? defaultEvents : (long) LATENCY_SECONDS * settings.load().rate();
  }

  Run open(Lab lab) throws InterruptedException {
    return factory.open(lab, events(lab.settings()));
  }

  @Override
  public String toString() {
    return title;
  }
}
