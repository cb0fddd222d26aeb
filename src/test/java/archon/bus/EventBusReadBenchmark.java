package archon.bus;

import archon.bus.bench.BenchLog;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.TopicCursor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The ways to read stored events. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class EventBusReadBenchmark {
  private static final int BATCH_EVENTS = 1_000;
  private static final long BATCH_BYTES = 1 << 20;

  @Param("100000")
  private int events;

  private BenchLog log;
  private EventBus bus;
  private ReadSide reads;

  @Setup
  public void load() throws InterruptedException {
    log = BenchLog.of(events, "64MiB");
    bus = log.open();
    reads = log.reads(log.journal());
  }

  @TearDown
  public void close() {
    bus.close();
    log.close();
  }

  /** All events by the cursor that subscribers catch up with. */
  @Benchmark
  public long cursor() {
    long count = 0;
    try (TopicCursor cursor = reads.from(log.topic(), 1)) {
      List<StoredEvent> batch = cursor.next(BATCH_EVENTS, BATCH_BYTES).events();
      while (!batch.isEmpty()) {
        count += batch.size();
        batch = cursor.next(BATCH_EVENTS, BATCH_BYTES).events();
      }
    }
    return count;
  }

  /** The last thousandth of the events, by time. */
  @Benchmark
  public List<StoredEvent> historySince() {
    HistoryQuery query = HistoryQuery.topic(log.topic()).since(log.timeOf(events - events / 1_000));
    return bus.historyList(query).toCompletableFuture().join();
  }

  @Benchmark
  public List<StoredEvent> historyFirst() {
    return bus.historyList(HistoryQuery.topic(log.topic()).limit(10)).toCompletableFuture().join();
  }

  /** All events to a callback, without pacing. */
  @Benchmark
  public long replay(Blackhole callback) {
    return bus.replay(ReplayQuery.topic(log.topic()), 0, callback::consume)
        .toCompletableFuture()
        .join();
  }
}
