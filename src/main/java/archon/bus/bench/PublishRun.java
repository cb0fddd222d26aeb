package archon.bus.bench;

import archon.bus.EventBus;
import java.nio.file.Path;
import java.time.Instant;

/** Events published into a new directory as fast as a window of unacknowledged ones allows. */
final class PublishRun implements Run {
  private final Lab lab;
  private final long events;

  PublishRun(Lab lab, long events) {
    this.lab = lab;
    this.events = events;
  }

  @Override
  public Outcome once() throws InterruptedException {
    Path directory = lab.files().newDirectory("publish");
    BenchTopics topics = new BenchTopics(load().topics());
    Publishers.Published published;
    try (EventBus bus = lab.open(directory)) {
      published =
          new Publishers(bus, topics, load(), lab.watcher()).publish(events, n -> Instant.now());
    }
    lab.verify(directory, topics, published.tally());
    Reading reading = new Reading("events_per_second", published.perSecond());
    return lab.outcome(directory, events, published.durability(), reading);
  }

  @Override
  public Load load() {
    return lab.settings().load();
  }
}
