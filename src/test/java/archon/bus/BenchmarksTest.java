package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EventBenchmark;
import archon.bus.journal.JournalLineBenchmark;
import archon.bus.read.IndexSearchBenchmark;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Nobody waits for the benchmarks in a test run, so each is only called once, on little. */
final class BenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .forks(0)
            .mode(Mode.SingleShotTime)
            .warmupIterations(0)
            .measurementIterations(1)
            .param("events", "3000")
            .param("segmentBytes", "256KiB")
            .param("sync", "os")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(once).run();

    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark())
        .extracting(name -> name.substring(0, name.lastIndexOf('.')))
        .containsOnly(
            EventBenchmark.class.getName(),
            JournalLineBenchmark.class.getName(),
            IndexSearchBenchmark.class.getName(),
            EventBusPublishBenchmark.class.getName(),
            EventBusReadBenchmark.class.getName());
  }
}
