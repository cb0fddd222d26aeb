package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.StoredEvent;
import archon.bus.topic.Durability;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** From publish to callback, at a steady rate. */
final class LatencyRun implements Run {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 3;
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Lab lab;
  private final Seat seat;
  private final int events;
  private final long unmeasured; // the first tenth, and every topic's first: topics are opened

  private LatencyRun(Lab lab, long events, Seat seat) {
    this.lab = lab;
    this.seat = seat;
    this.events = Math.toIntExact(events);
    this.unmeasured = Math.max(events / 10, load().topics());
    if (events <= unmeasured) {
      throw new BenchFailed(
          "latency: expected more than %d events, the first of each topic is not counted, but found %d"
              .formatted(unmeasured, events));
    }
  }

  static Run ofNode(Lab lab, long events) {
    return new LatencyRun(lab, events, Seat.NODE);
  }

  static Run ofGuest(Lab lab, long events) {
    return new LatencyRun(lab, events, Seat.GUEST);
  }

  @Override
  public Outcome once() throws InterruptedException {
    StoredLog log = lab.toPublishTo("latency");
    Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);
    long[] started = new long[events];
    EventMaker maker = new EventMaker(log.topics(), load().payloadBytes());
    Subscribers subscribers;
    Durability durability;
    try (NodeProcess.Held held = seat.take(lab, log.directory());
        EventBus bus = log.open()) {
      subscribers =
          Subscribers.subscribe(
              bus,
              log,
              1,
              events,
              (topic, stored) -> record(histogram, started, number(log, topic, stored)));
      durability = publish(bus, maker, started);
      subscribers.await();
      subscribers.end();
    }
    subscribers.verify(events, log.add(maker.made(), durability));
    return lab.outcome(log, readings(histogram));
  }

  /** Topics take turns, so that topic and seq tell which event it is. */
  private static long number(StoredLog log, int topic, StoredEvent stored) {
    return (stored.seq() - log.stored().ofTopic(topic) - 1) * log.topics().count() + topic;
  }

  private void record(Histogram histogram, long[] started, long n) {
    if (n >= unmeasured && n < events) { // a further one is told by the verification
      long nanos = System.nanoTime() - started[(int) n];
      histogram.recordValue(Math.min(LONGEST_NANOS, Math.max(0, nanos)));
    }
  }

  private Durability publish(EventBus bus, EventMaker maker, long[] started) {
    Window window = new Window(load().window());
    long period = TimeUnit.SECONDS.toNanos(1) / load().rate();
    long start = System.nanoTime() + LEAD_NANOS;
    for (int n = 0; n < events; n++) {
      long due = start + n * period;
      long wait;
      while ((wait = due - System.nanoTime()) > 0) {
        LockSupport.parkNanos(wait);
      }
      window.enter();
      long now = System.nanoTime();
      // Who is late by more than a period was held up by the bus: that counts as waiting.
      started[n] = now - due > period ? due : now;
      var ignored = bus.publish(maker.event(n, Instant.now())).whenComplete(window);
      lab.watcher().done(1);
    }
    return window.drain();
  }

  private static Reading[] readings(Histogram nanos) {
    return new Reading[] {
      new Reading("p50_us", nanos.getValueAtPercentile(50) / 1e3),
      new Reading("p99_us", nanos.getValueAtPercentile(99) / 1e3),
      new Reading("p99.9_us", nanos.getValueAtPercentile(99.9) / 1e3),
      new Reading("max_us", nanos.getMaxValue() / 1e3)
    };
  }

  @Override
  public Load load() {
    return lab.settings().load().onePublisher();
  }
}
