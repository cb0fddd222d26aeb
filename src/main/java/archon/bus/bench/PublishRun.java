package archon.bus.bench;

import archon.bus.EventBus;
import java.time.Instant;

/** Events published as fast as a window of unacknowledged ones allows. */
final class PublishRun implements Run {
  private final Lab lab;
  private final long events;

  PublishRun(Lab lab, long events) {
    this.lab = lab;
    this.events = events;
  }

  @Override
  public Outcome once() throws InterruptedException {
    StoredLog log = lab.toPublishTo("publish");
    Publishers.Published published;
    try (EventBus bus = log.open()) {
      published = log.publishers(bus, load()).publish(events, n -> Instant.now());
    }
    log.add(published.tally(), published.durability());
    return lab.outcome(log, new Reading("events_per_second", published.perSecond()));
  }

  @Override
  public Load load() {
    return lab.settings().load();
  }
}
