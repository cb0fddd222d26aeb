package archon.bus.read;

import archon.bus.bench.BenchLog;
import archon.bus.event.StoredEvent;
import archon.bus.journal.Block;
import archon.bus.journal.EventKey;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogId;
import java.util.List;
import java.util.SplittableRandom;
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

/** Finding one event among many by seq, time or correlation id, as a process that only reads. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class IndexSearchBenchmark {
  @Param("200000")
  private int events;

  /** All in one file, in a sealed segment and the active file, in many sealed segments. */
  @Param({"1GiB", "64MiB", "1MiB"})
  private String segmentBytes;

  private final SplittableRandom random = new SplittableRandom(42);
  private BenchLog log;
  private JournalReader journal;
  private ReadSide reads;
  private List<Block> blocks;
  private String correlationId;

  @Setup
  public void load() throws InterruptedException {
    log = BenchLog.of(events, segmentBytes);
    journal = log.journal();
    reads = log.reads(journal);
    blocks = journal.blocks(log.topic());
    correlationId = lineAt(events / 3 + 1).event().correlationId();
  }

  @TearDown
  public void close() {
    log.close();
  }

  @Benchmark
  public JournalLine seekBySeq() {
    return lineAt(1 + random.nextInt(events));
  }

  private JournalLine lineAt(long seq) {
    try (LineCursor lines = journal.lines(LogId.topic(log.topic()), seq)) {
      return lines.next();
    }
  }

  @Benchmark
  public StoredEvent seekByTime() {
    int n = random.nextInt(events);
    return first(HistoryQuery.topic(log.topic()).since(log.timeOf(n)).limit(1));
  }

  /** The filters alone: which blocks may hold a correlation id. */
  @Benchmark
  public List<Block> filterByCorrelationId() {
    return journal.mayHold(log.topic(), blocks, EventKey.ofCorrelationId(correlationId));
  }

  @Benchmark
  public StoredEvent findByCorrelationId() {
    return first(HistoryQuery.topic(log.topic()).correlationId(correlationId));
  }

  private StoredEvent first(HistoryQuery query) {
    try (EventCursor found = reads.history(query)) {
      return found.next();
    }
  }
}
