package archon.bus.journal;

import archon.bus.bench.BenchEvents;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventDigest;
import archon.bus.event.EventJson;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A line of a topic: what its writer adds to an event, and what its readers do with it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class JournalLineBenchmark {
  private static final LineSpan NUMBERS = new LineSpan(4_242_424, 71_337, true, 0, 0, 0);

  private byte[] head;
  private byte[] out;
  private byte[] json;
  private JournalLine line;

  @Setup
  public void make() {
    Event event = new BenchEvents().next();
    head = EncodedEvent.of(event).head();
    out = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    json = Arrays.copyOf(out, LineCodec.encode(head, NUMBERS, out, 0) - 1);
    LineSpan span = new LineSpan(NUMBERS.seq(), NUMBERS.fact(), true, 0, 0, head.length);
    line = new JournalLine(LogId.topic(event.topic()), span, json, Path.of("bench.jsonl"));
  }

  /** From an encoded event to a numbered line with its checksum. */
  @Benchmark
  public int encode() {
    return LineCodec.encode(head, NUMBERS, out, 0);
  }

  /** Compares the checksum and reads the numbers. */
  @Benchmark
  public long check() {
    boolean isIntact =
        LineCodec.isSealed(json, 0, json.length)
            && LineCodec.computedCrc(json, 0, json.length)
                == LineCodec.storedCrc(json, json.length);
    return isIntact ? LineCodec.trailer(json, 0, json.length).seq() : 0;
  }

  /** Cuts the event out. */
  @Benchmark
  public Event event() {
    return line.event();
  }

  /** As {@link #event}, of a line that another program wrote. */
  @Benchmark
  public Event eventParsed() {
    return EventJson.read(json, 0, json.length, () -> "");
  }

  @Benchmark
  public EventDigest digest() {
    return line.digest();
  }
}
