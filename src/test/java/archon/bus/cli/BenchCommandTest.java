package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.bench.Workload;
import archon.bus.cli.CliRun.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every workload that needs no further process; {@link BenchIT} has the others. */
final class BenchCommandTest {
  private static final List<String> FEW =
      List.of("--events", "60", "--subscribers", "3", "--rate", "5000", "--window", "10");

  @TempDir Path directory;

  private Outcome bench(List<String> words) {
    List<String> arguments =
        new ArrayList<>(List.of("bench", "--dir", directory.toString(), "--warm-up", "0"));
    arguments.addAll(FEW);
    arguments.addAll(words);
    return CliRun.run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "publish, events_per_second, batch, disk",
    "publish, events_per_second, interval, os",
    "limit, events_per_second, batch, disk",
    "limit-encoded, events_per_second, os, os",
    "latency, p50_us p99_us p99.9_us max_us, os, os",
    "fan-out, deliveries_per_second, os, os",
    "history-last, p50_ms p99_ms, os, os",
    "history-first, p50_ms p99_ms, os, os",
    "replay, events_per_second, os, os"
  })
  void measuresAndTellsUnderWhatConditions(
      String workload, String figures, String sync, String durability) throws IOException {
    Outcome outcome = bench(List.of(workload, "--sync", sync, "--runs", "2", "--json"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).hasSize(1);
    JsonNode json = new JsonMapper().readTree(outcome.out());
    assertThat(json.path("workload").asText()).isEqualTo(workload);
    assertThat(json.path("measured").asText()).isNotEmpty();
    assertThat(fieldNames(json.path("figures"))).containsExactly(figures.split(" ", -1));
    json.path("figures").forEach(BenchCommandTest::assertFigure);
    assertThat(json.path("sync").asText()).isEqualTo(sync);
    assertThat(json.path("durability").asText()).isEqualTo(durability);
    assertThat(json.path("events").asLong()).isEqualTo(60);
    assertThat(json.path("topics").asInt()).isEqualTo(1);
    assertThat(json.path("publishers").asInt()).isEqualTo(1);
    assertThat(json.path("window").asInt()).isEqualTo(10);
    assertThat(json.path("payload_bytes").asInt()).isEqualTo(208);
    assertThat(json.path("line_bytes").asDouble()).isBetween(400.0, 500.0);
    assertThat(json.path("warm_ups").asInt()).isEqualTo(1);
    assertThat(json.path("runs").asInt()).isEqualTo(2);
    assertThat(json.path("verified").asBoolean()).isTrue();
    assertThat(json.path("version").asText()).isNotEmpty();
    assertThat(fieldNames(json.path("jvm"))).contains("name", "collectors", "max_heap_bytes");
    assertThat(fieldNames(json.path("machine"))).containsExactly("cpus", "os");
    assertThat(directory).isEmptyDirectory();
  }

  private static List<String> fieldNames(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void assertFigure(JsonNode figure) {
    assertThat(figure.path("runs")).hasSize(2);
    assertThat(figure.path("min").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(figure.path("median").asDouble());
    assertThat(figure.path("median").asDouble()).isLessThanOrEqualTo(figure.path("max").asDouble());
  }

  @Test
  void namesEveryWorkloadInItsHelp() {
    String words = CliRun.run("bench", "--help").out().replaceAll("\\s+", " ");

    assertThat(words).contains(String.join(", ", workloads()));
  }

  private static List<String> workloads() {
    return Arrays.stream(Workload.values()).map(Workload::title).toList();
  }

  @Test
  void takesSeveralTopicsAndPublishers() {
    List<String> several = List.of("--topics", "7", "--publishers", "3", "--sync", "os");
    List<String> words =
        new ArrayList<>(List.of("publish", "latency", "fan-out", "history-last", "replay"));
    words.addAll(several);

    Outcome outcome = bench(words);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("topics 7, publishers 3, window 10")
        .contains("topics 7, publishers 1, window 10, rate 5000/s")
        .contains("topics 7, publishers 3, window 10, subscribers 3");
  }

  @Test
  void publishesToALogThatHoldsEvents() throws IOException {
    List<String> words = new ArrayList<>(List.of("publish", "latency", "fan-out", "history-last"));
    words.addAll(List.of("--stored", "900", "--topics", "2", "--sync", "os", "--runs", "2"));
    words.addAll(List.of("-Darchon.bus.journal.segment-bytes=64KiB", "--keep"));

    Outcome outcome = bench(words);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(" 60 events of 208 payload bytes");
    assertThat(outcome.out()).contains(" 900 events of 208 payload bytes"); // history-last
    assertThat(outcome.out().split(" 900 stored before", -1)).hasSize(5);
    try (Stream<Path> kept = Files.walk(directory)) {
      List<Path> sealed =
          kept.filter(file -> file.toString().matches(".*topic-1/0{19}1\\.jsonl")).toList();
      assertThat(sealed).as("one and nine links to it").hasSize(10);
    }
  }

  @Test
  void hasNoLatencyToTellWhereEveryEventOpensATopic() {
    Outcome outcome = bench(List.of("latency", "--topics", "60", "--sync", "os"));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("latency: expected more than 60 events")
        .contains("found 60");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void comparesPublishingWithTheLimitOfTheSameRun() {
    Outcome outcome = bench(List.of("publish", "limit", "--sync", "os", "--runs", "1"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).hasSize(9);
    assertThat(outcome.lines().get(0)).startsWith("publish: events published");
    assertThat(outcome.lines().get(1)).contains("events_per_second").contains("min ");
    assertThat(outcome.lines().get(2)).contains("durability os (sync = os), 60 events");
    assertThat(outcome.lines().get(3)).contains("archon-bus").contains("cpus");
    assertThat(outcome.lines().get(8)).matches("publish / limit: \\d+\\.\\d\\d");
  }

  @Test
  void keepsItsFilesWhenAsked() throws IOException {
    Outcome outcome = bench(List.of("publish", "--sync", "os", "--runs", "1", "--keep"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).startsWith("archon-bus: the files are in " + directory);
    try (Stream<Path> kept = Files.walk(directory)) {
      assertThat(kept.filter(file -> file.endsWith("bench.topic-1.jsonl"))).hasSize(2);
    }
  }

  @Test
  void tellsNoFigureWhenARunFails() {
    Outcome outcome =
        bench(
            List.of(
                "publish",
                "--json",
                "-Darchon.bus.limits.max-event-bytes=1KiB",
                "--payload-bytes",
                "2000"));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("max-event-bytes");
    assertThat(directory).isEmptyDirectory();
  }
}
