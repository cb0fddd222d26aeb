package archon.bus.bench;

import archon.bus.EventBus;
import java.time.Instant;

/** Every event to many subscribers. */
final class FanOutRun implements Run {
  private final Lab lab;
  private final long events;

  FanOutRun(Lab lab, long events) {
    this.lab = lab;
    this.events = events;
  }

  @Override
  public Outcome once() throws InterruptedException {
    StoredLog log = lab.toPublishTo("fan-out");
    int count = load().subscribers();
    Subscribers subscribers;
    Publishers.Published published;
    long nanos;
    try (EventBus bus = log.open()) {
      subscribers = Subscribers.subscribe(bus, log, count, events, (topic, stored) -> {});
      long started = System.nanoTime();
      published = log.publishers(bus, load()).publish(events, n -> Instant.now());
      subscribers.await();
      nanos = System.nanoTime() - started;
      subscribers.end();
    }
    subscribers.verify(events, log.add(published.tally(), published.durability()));
    Reading reading = new Reading("deliveries_per_second", events * count / (nanos / 1e9));
    return lab.outcome(log, reading);
  }

  @Override
  public Load load() {
    return lab.settings().load();
  }
}
