package archon.bus.bench;

import archon.bus.EventBus;
import java.nio.file.Path;
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
    Path directory = lab.files().newDirectory("fan-out");
    BenchTopics topics = new BenchTopics(load().topics());
    int count = load().subscribers();
    Subscribers subscribers;
    Publishers.Published published;
    long nanos;
    try (EventBus bus = lab.open(directory)) {
      subscribers = Subscribers.subscribe(bus, topics, count, events, (topic, stored) -> {});
      long started = System.nanoTime();
      published =
          new Publishers(bus, topics, load(), lab.watcher()).publish(events, n -> Instant.now());
      subscribers.await();
      nanos = System.nanoTime() - started;
      subscribers.end();
    }
    subscribers.verify(events, lab.verify(directory, topics, published.tally()));
    Reading reading = new Reading("deliveries_per_second", events * count / (nanos / 1e9));
    return lab.outcome(directory, events, published.durability(), reading);
  }

  @Override
  public Load load() {
    return lab.settings().load();
  }
}
