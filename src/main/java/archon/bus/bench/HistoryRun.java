package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One query by time, asked again and again of an open bus. */
final class HistoryRun implements Run {
  private static final int LAST = 1_000;
  private static final int FIRST = 10;
  private static final int QUERIES = 200; // of a run, whose figures are theirs
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Lab lab;
  private final StoredLog log;
  private final EventBus bus;
  private final HistoryQuery query;
  private final long firstNumber;
  private final int count;

  private HistoryRun(Lab lab, long events, boolean last) throws InterruptedException {
    this.lab = lab;
    this.log = lab.stored(events);
    this.bus = log.open();
    this.count = (int) Math.min(events, last ? LAST : FIRST);
    this.firstNumber = last ? events - count : 0;
    HistoryQuery all = HistoryQuery.topic(log.topics().pattern()).limit(count);
    this.query = last ? all.since(StoredLog.timeOf(firstNumber)) : all;
  }

  /** The last events: those from a point in time on. */
  static HistoryRun last(Lab lab, long events) throws InterruptedException {
    return new HistoryRun(lab, events, true);
  }

  static HistoryRun first(Lab lab, long events) throws InterruptedException {
    return new HistoryRun(lab, events, false);
  }

  @Override
  public Outcome once() {
    Histogram nanos = new Histogram(LONGEST_NANOS, 3);
    for (int i = 0; i < QUERIES; i++) {
      long started = System.nanoTime();
      List<StoredEvent> answer = Stages.await(bus.historyList(query));
      nanos.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - started));
      verify(answer);
      lab.watcher().done(answer.size());
    }
    return log.outcome(
        new Reading("p50_ms", nanos.getValueAtPercentile(50) / 1e6),
        new Reading("p99_ms", nanos.getValueAtPercentile(99) / 1e6));
  }

  private void verify(List<StoredEvent> answer) {
    if (answer.size() != count) {
      throw new BenchFailed(
          "verification of a history: expected %d events but found %d"
              .formatted(count, answer.size()));
    }
    for (int i = 0; i < count; i++) {
      long number = firstNumber + i;
      Event event = answer.get(i).event();
      if (!event.timestamp().equals(StoredLog.timeOf(number))
          || event.payload().get("seq").asLong(-1) != number) {
        throw new BenchFailed(
            "verification of a history: expected event %d at place %d but found %s"
                .formatted(number, i, event.toJson()));
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
