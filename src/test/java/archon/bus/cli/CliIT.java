package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built distribution in processes of its own, among other processes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "uses a POSIX shell and signals")
final class CliIT {
  private static final Path LAUNCHER =
      Path.of("target", "archon-bus", "bin", "archon-bus").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60); // a loaded machine starts slowly

  @TempDir Path directory;
  private Path events;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void choosesADirectory() {
    events = directory.resolve("events");
  }

  @AfterEach
  void leavesNoProcessBehind() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void publishesFromTwoLoopsAtOnce() throws Exception {
    String loop =
        "for i in 1 2 3; do \"$ARCHON_BUS\" publish --topic loop --payload '{\"i\":'$i'}' --source $0"
            + " || exit 1; done";

    Running one = start("one", Map.of(), "sh", "-c", loop, "fenrir");
    Running other = start("other", Map.of(), "sh", "-c", loop, "ezra");

    assertThat(List.of(one.exitCode(), other.exitCode()))
        .as("%s%s", one.err(), other.err())
        .containsExactly(0, 0);
    assertThat(one.out().lines()).hasSize(3).allMatch(line -> line.startsWith("Published event "));
    Running history = archonBus("history", "history", "--jsonl", "--topic", "loop");
    assertThat(history.exitCode()).isZero();
    assertThat(history.out().lines())
        .hasSize(6)
        .allMatch(line -> line.matches(".*\"seq\":[1-6]\\}"));
  }

  @Test
  void followsWhatAnotherProcessAppendsAlsoToTopicsCreatedLater() throws Exception {
    Running subscriber = archonBus("subscriber", "subscribe", "--topic", "task.*", "--count", "2");
    await().atMost(PATIENCE).until(() -> subscriber.err().contains("Listening on topic: task.*"));

    append("task.done", 0);
    await().atMost(PATIENCE).until(() -> subscriber.out().contains("\"topic\": \"task.done\""));
    append("task.late", 1);

    assertThat(subscriber.exitCode()).isZero();
    assertThat(subscriber.out().lines()).hasSize(2).last().asString().contains("task.late");
  }

  @Test
  void seesWhatTheBusItselfPublishes() throws Exception {
    Running subscriber = archonBus("subscriber", "subscribe", "--topic", "t", "--count", "1");
    await().atMost(PATIENCE).until(() -> subscriber.err().contains("Listening"));

    Running publish = publish("t", "{\"from\": \"elsewhere\"}");

    assertThat(publish.exitCode()).isZero();
    assertThat(subscriber.exitCode()).isZero();
    assertThat(subscriber.out()).contains("{\"from\": \"elsewhere\"}").endsWith("\"seq\": 1}\n");
  }

  @Test
  void endsQuietlyWhenThePipeIsClosed() throws Exception {
    for (int i = 0; i < 50; i++) {
      append("big", i, "x".repeat(20_000));
    }

    Running pipe =
        start(
            "pipe",
            Map.of(),
            "sh",
            "-c",
            "{ \"$ARCHON_BUS\" history; echo $? >\"$0\"; } | head -n 1",
            directory.resolve("code").toString());

    assertThat(pipe.exitCode()).isZero();
    assertThat(pipe.out().lines()).hasSize(1);
    assertThat(pipe.err()).isEmpty();
    assertThat(directory.resolve("code")).hasContent("0");
  }

  @ParameterizedTest
  @CsvSource({"2, 130", "15, 143"}) // SIGINT, which is Ctrl-C, and SIGTERM
  void saysFarewellToWhoeverEndsIt(int signal, int exitCode) throws Exception {
    assumeFalse(isIgnored(signal), "background jobs of a shell are born deaf to Ctrl-C");
    append("t", 0);
    Running subscriber = archonBus("subscriber", "subscribe", "--topic", "t", "--all");
    await().atMost(PATIENCE).until(() -> subscriber.out().endsWith("}\n"));

    new ProcessBuilder("kill", "-" + signal, Long.toString(subscriber.process().pid()))
        .start()
        .waitFor();

    assertThat(subscriber.exitCode()).isEqualTo(exitCode);
    assertThat(subscriber.err())
        .isEqualTo("Listening on topic: t (Ctrl+C to stop)\n\nUnsubscribed.\n");
    assertThat(subscriber.out().lines()).hasSize(1);
  }

  /** Whether this process ignores a signal, and so every process it starts. */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void keepsUnicodeInEveryLocale(String locale) throws Exception {
    Running publish =
        start(
            "publish",
            Map.of("LC_ALL", locale),
            LAUNCHER.toString(),
            "publish",
            "--topic",
            "日本/🌍",
            "--payload",
            "{\"greeting\":\"Hello 世界\"}",
            "--source",
            "é");

    assertThat(publish.exitCode()).as(publish.err()).isZero();
    assertThat(publish.out()).endsWith(" to topic 日本/🌍\n");
    Running history =
        start("history", Map.of("LC_ALL", locale), LAUNCHER.toString(), "history", "--jsonl");
    assertThat(history.exitCode()).isZero();
    assertThat(history.out())
        .contains("\"topic\":\"日本/🌍\",\"payload\":{\"greeting\":\"Hello 世界\"},\"source\":\"é\"");
  }

  @Test
  void publishesThroughWhoeverHoldsTheDirectoryAndWithoutItOnceItIsKilled() throws Exception {
    Running holder = archonBus("named", "subscribe", "--topic", "t", "--name", "worker");
    await().atMost(PATIENCE).until(() -> holder.err().contains("Listening"));
    Running first = publish("t", "{\"n\": 1}");
    await().atMost(PATIENCE).until(() -> holder.out().contains("{\"n\": 1}"));

    holder.process().destroyForcibly();
    Running second = publish("t", "{\"n\": 2}");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains("stored as seq 2");
  }

  @Test
  void demonstratesItself() throws Exception {
    Running demo = archonBus("demo", "demo", "--events-dir", events.toString());

    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.err()).isEmpty();
    assertThat(demo.out())
        .containsSubsequence(
            "task.completed from fenrir: {\"task_id\": \"fenrir-8\"}",
            "archon-bus history",
            "fenrir-8",
            "ten times faster",
            "Replayed ",
            "task.started.jsonl",
            "archon-bus --events-dir " + events + " subscribe");
    assertThat(archonBus("topics", "topics").exitCode()).isZero();
    assertThat(Files.readString(directory.resolve("topics.out")))
        .isEqualTo("log.entry\ntask.completed\ntask.started\n");
  }

  @Test
  void readsWithoutLoadingActorsOrALoggingBackend() throws Exception {
    append("t", 0);
    for (List<String> words :
        List.of(
            List.of("topics"),
            List.of("history"),
            List.of("replay", "--topic", "t", "--since", "2026-01-01"),
            List.of("subscribe", "--topic", "t", "--all", "--count", "1"))) {
      List<String> classes = classesOf(words);

      assertThat(classes)
          .filteredOn(
              line ->
                  line.matches(".* (org\\.apache\\.pekko|scala)\\..*") || isSlowToGetReady(line))
          .isEmpty();
    }
  }

  @Test
  void publishesWithoutWhatIsSlowToGetReady() throws Exception {
    List<String> first = new ArrayList<>(List.of("publish", "--topic", "t", "--source", "s"));
    first.addAll(List.of("--payload", "{\"a\": [1, 2.5]}", "--metadata", "{}"));

    List<String> classes = classesOf(first);
    List<String> ofTheNext = classesOf(first);

    assertThat(classes).filteredOn(CliIT::isSlowToGetReady).isEmpty();
    assertThat(ofTheNext).filteredOn(CliIT::isSlowToGetReady).isEmpty();
  }

  @Test
  void logsThroughLogbackWhereStackTracesAreAskedFor() throws Exception {
    List<String> words = List.of("publish", "--topic", "t", "--source", "s", "--payload", "{}");
    List<String> verbose = new ArrayList<>(words);
    verbose.add("--verbose");

    List<String> classes = classesOf(verbose);

    assertThat(classes).filteredOn(line -> line.contains(" ch.qos.logback.")).isNotEmpty();
  }

  /** The logging backend, and Jackson's trees: each takes a tenth of a short command's time. */
  private static boolean isSlowToGetReady(String classLoaded) {
    return classLoaded.contains(" ch.qos.logback.")
        || classLoaded.contains(" com.fasterxml.jackson.databind.ObjectMapper ");
  }

  /** What the JVM tells of the classes that a command loads. */
  private List<String> classesOf(List<String> words) throws Exception {
    Path classes = directory.resolve("classes");
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(words);

    Running run =
        start(
            "run",
            Map.of("ARCHON_BUS_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
            command.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(classes);
  }

  @Test
  void printsHistoryByteForByteAsThePredecessor() throws Exception {
    assumeTrue(start("python", Map.of(), "sh", "-c", "command -v python3").exitCode() == 0);
    Files.createDirectories(events);
    try (InputStream sample = CliIT.class.getResourceAsStream("sample.jsonl")) {
      Files.copy(sample, events.resolve("sample.topic.jsonl"));
    }
    Path script = directory.resolve("history.py");
    try (InputStream source = CliIT.class.getResourceAsStream("predecessor_history.py")) {
      Files.copy(source, script);
    }

    for (String form : List.of("", "--json")) {
      String option = form.isEmpty() ? "--verbose" : form;
      Running ours = archonBus("ours", "history", option);
      Running theirs =
          start(
              "theirs",
              Map.of(),
              "python3",
              script.toString(),
              events.resolve("sample.topic.jsonl").toString(),
              option);

      assertThat(theirs.exitCode()).as(theirs.err()).isZero();
      assertThat(ours.exitCode()).as(ours.err()).isZero();
      assertThat(ours.out()).isEqualTo(theirs.out());
    }
  }

  private Running publish(String topic, String payload) throws IOException {
    return archonBus(
        "publish", "publish", "--topic", topic, "--payload", payload, "--source", "fenrir");
  }

  private void append(String topic, int second) throws IOException {
    append(topic, second, "x");
  }

  private void append(String topic, int second, String text) throws IOException {
    Files.createDirectories(events);
    String line =
        CliRun.predecessorLine(topic, "fenrir", second, "{\"text\": \"" + text + "\"}") + "\n";
    Files.writeString(
        events.resolve(topic + ".jsonl"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private Running archonBus(String label, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(words));
    return start(label, Map.of(), command.toArray(String[]::new));
  }

  private Running start(String label, Map<String, String> environment, String... command)
      throws IOException {
    Path out = directory.resolve(label + ".out");
    Path err = directory.resolve(label + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "ARCHON_BUS", LAUNCHER.toString(),
                "ARCHON_BUS_EVENTS_DIR", events.toString()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return new Running(process, out, err);
  }

  /** A process, and what it has written up to now. */
  private record Running(Process process, Path outFile, Path errFile) {
    String out() throws IOException {
      return Files.readString(outFile, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
      return Files.readString(errFile, StandardCharsets.UTF_8);
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("has ended").isTrue();
      return process.exitValue();
    }
  }
}
