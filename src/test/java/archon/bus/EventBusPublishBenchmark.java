package archon.bus;

import archon.bus.bench.BenchPublisher;
import archon.bus.topic.PublishResult;
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

/** From the making of an event to its acknowledgement, into a temporary directory. */
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class EventBusPublishBenchmark {
  @Param({"os", "batch"})
  private String sync;

  private BenchPublisher publisher;

  @Setup
  public void open() {
    publisher = new BenchPublisher(sync);
  }

  @TearDown
  public void close() {
    publisher.close();
  }

  /** Up to 1,000 events on their way. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void window() {
    publisher.publish();
  }

  /** One at a time. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public PublishResult single() {
    return publisher.publishAndWait();
  }
}
