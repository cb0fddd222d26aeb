package archon.bus.bench;

/** What can be measured. */
public enum Workload {
  PUBLISH(
      "publish",
      Log.CHOSEN,
      "events published and acknowledged, window of unacknowledged events",
      1_000_000,
      PublishRun::ofNode),
  LIMIT(
      "limit",
      Log.NONE,
      "no bus: one thread makes and encodes events with the plainest code, a second one appends all"
          + " that wait (up to 1,024) with one write, synced as the bus would, and acknowledges; same window",
      1_000_000,
      LimitRun::plain),
  LIMIT_ENCODED(
      "limit-encoded",
      Log.NONE,
      "as limit, but events are made and encoded with the code of the bus, as its publishers do",
      1_000_000,
      LimitRun::encoded),
  LATENCY(
      "latency",
      Log.CHOSEN,
      "from the call of publish to the callback of a subscriber, at a steady rate; the first tenth"
          + " of each run, and the first event of each topic, are not counted",
      0,
      LatencyRun::ofNode),
  GUEST_PUBLISH(
      "guest-publish",
      Log.CHOSEN,
      "as publish, through a bus whose directory another process holds",
      1_000_000,
      PublishRun::ofGuest),
  GUEST_LATENCY(
      "guest-latency",
      Log.CHOSEN,
      "as latency, with publisher and subscriber in a process that is a guest",
      0,
      LatencyRun::ofGuest),
  FAN_OUT(
      "fan-out",
      Log.CHOSEN,
      "deliveries of every event to each of many subscribers, from the first publish to the last callback",
      10_000,
      FanOutRun::new),
  HISTORY_LAST(
      "history-last",
      Log.READ,
      "one query of an open bus for the last 1,000 events, those since a time; a run asks 200 times",
      1_000_000,
      HistoryRun::last),
  HISTORY_FIRST(
      "history-first",
      Log.READ,
      "one query of an open bus for the first 10 events by time; a run asks 200 times",
      1_000_000,
      HistoryRun::first),
  REPLAY(
      "replay",
      Log.READ,
      "all events from the files to a callback without pacing, each as an Event whose payload is not parsed",
      1_000_000,
      ReplayRun::new),
  OPEN(
      "open",
      Log.READ,
      "from the start of a new JVM that embeds the bus to its first acknowledged publish, into a"
          + " directory that holds events",
      1_000_000,
      OpenRun::new),
  CLI_HISTORY(
      "cli-history",
      Log.READ,
      "the whole process of archon-bus history --limit 10 on a directory that holds events",
      1_000_000,
      CommandRun::history),
  CLI_PUBLISH(
      "cli-publish",
      Log.READ,
      "the whole process of archon-bus publish into a directory that holds events",
      1_000_000,
      CommandRun::publish);

  private static final int LATENCY_SECONDS = 10;

  private final String title;
  private final Log log;
  private final String measured;
  private final long defaultEvents; // 0: as the rate says
  private final Factory factory;

  Workload(String title, Log log, String measured, long defaultEvents, Factory factory) {
    this.title = title;
    this.log = log;
    this.measured = measured;
    this.defaultEvents = defaultEvents;
    this.factory = factory;
  }

  /** The log that there is before a run. */
  private enum Log {
    NONE,
    /** A new one for each run, unless stored events are asked for. */
    CHOSEN,
    /** It is what the workload is about. */
    READ
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
    Volume volume = settings.volume();
    if (log == Log.READ && volume.stored() > 0) {
      return volume.stored();
    }
    if (volume.events() > 0) {
      return volume.events();
    }
    return defaultEvents > 0 ? defaultEvents : (long) LATENCY_SECONDS * settings.load().rate();
  }

  /** How many events the log holds before the first run. */
  long stored(BenchSettings settings) {
    return switch (log) {
      case NONE -> 0;
      case CHOSEN -> settings.volume().stored();
      case READ -> events(settings);
    };
  }

  Run open(Lab lab) throws InterruptedException {
    return factory.open(lab, events(lab.settings()));
  }

  @Override
  public String toString() {
    return title;
  }
}
