package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.read.ReplayQuery;
import java.time.Instant;

/** All that is stored, to a callback, without pacing. */
final class ReplayRun implements Run {
  private static final int NEWS_EVERY = 1_000;

  private final Lab lab;
  private final StoredLog log;
  private final EventBus bus;

  ReplayRun(Lab lab, long events) throws InterruptedException {
    this.lab = lab;
    this.log = lab.stored(events);
    this.bus = log.open();
  }

  @Override
  public Outcome once() {
    Callback callback = new Callback();
    ReplayQuery query = ReplayQuery.topic(log.topics().pattern());
    long started = System.nanoTime();
    long told = Stages.await(bus.replay(query, 0, callback::take));
    double seconds = (System.nanoTime() - started) / 1e9;
    callback.verify(told);
    return log.outcome(new Reading("events_per_second", told / seconds));
  }

  private final class Callback {
    private Instant last = Instant.MIN;
    private boolean inOrder = true;
    private long count;
    private long hash;

    void take(Event event) {
      inOrder &= !event.timestamp().isBefore(last);
      last = event.timestamp();
      hash += Verifier.idHash(event.id());
      if (++count % NEWS_EVERY == 0) {
        lab.watcher().done(NEWS_EVERY);
      }
    }

    void verify(long told) {
      if (told != log.stored().events() || count != told || hash != log.idHash() || !inOrder) {
        throw new BenchFailed(
            "verification of a replay: expected the %d stored events once and in order but found %d, %s"
                .formatted(
                    log.stored().events(),
                    count,
                    inOrder ? "others or some twice" : "out of order"));
      }
    }
  }

  @Override
  public Load load() {
    return StoredLog.loadOf(lab);
  }

  @Override
  public void close() {
    bus.close();
  }
}
