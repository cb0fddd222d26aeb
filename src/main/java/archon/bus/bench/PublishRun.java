package archon.bus.bench;

import archon.bus.EventBus;
import java.time.Instant;

/** Events published as fast as a window of unacknowledged ones allows. */
final class PublishRun implements Run {
  private final Lab lab;
  private final Seat seat;
  private final long events;

  private PublishRun(Lab lab, long events, Seat seat) {
    this.lab = lab;
    this.seat = seat;
    this.events = events;
  }

  static Run ofNode(Lab lab, long events) {
    return new PublishRun(lab, events, Seat.NODE);
  }

  static Run ofGuest(Lab lab, long events) {
    return new PublishRun(lab, events, Seat.GUEST);
  }

  @Override
  public Outcome once() throws InterruptedException {
    StoredLog log = lab.toPublishTo("publish");
    Publishers.Published published;
    try (NodeProcess.Held held = seat.take(lab, log.directory());
        EventBus bus = log.open()) {
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
