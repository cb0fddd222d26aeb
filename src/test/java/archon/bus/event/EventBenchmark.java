package archon.bus.event;

import archon.bus.bench.BenchEvents;
import java.util.Map;
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

/** What a publisher's thread does with an event, and what reading one back from JSON costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class EventBenchmark {
  private BenchEvents events;
  private Map<String, Object> payload;
  private Event event;
  private String json;

  @Setup
  public void make() {
    events = new BenchEvents();
    payload = events.nextPayload();
    event = events.next();
    json = event.toJson();
  }

  /** An event with random ids and its payload, as publishers make it. */
  @Benchmark
  public Event makeEvent() {
    return events.next();
  }

  @Benchmark
  public Json payloadOfMap() {
    return Json.of(payload);
  }

  /** Checks it, encodes it, and takes its digest. */
  @Benchmark
  public EncodedEvent encodeForPublish() {
    return EncodedEvent.forPublish(event, EventLimits.DEFAULT);
  }

  @Benchmark
  public Event eventFromJson() {
    return Event.fromJson(json);
  }
}
