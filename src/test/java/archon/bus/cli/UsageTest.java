package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import archon.bus.cli.CliRun.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong words, help, and an output that fails. */
final class UsageTest {
  @TempDir Path events;

  static Stream<Arguments> wrongWords() {
    return Stream.of(
        wrong("expected a command"),
        wrong("did you mean: archon-bus history", "hist"),
        wrong("--topic", "publish", "--payload", "{}", "--source", "s"),
        wrong("2026-04-16T12:00:00Z", "history", "--since", "yesterday"),
        wrong("whole number from 0 up but found -1", "history", "--limit", "-1"),
        wrong("mutually exclusive", "history", "--limit", "1", "--last", "1"),
        wrong("mutually exclusive", "history", "--json", "--jsonl"),
        wrong("whole dot-separated token", "history", "--topic", "a*"),
        wrong("1 up but found 0", "clear", "--before", "0"),
        wrong("2026-04-16T12:00:00Z", "clear", "--before", "7d"),
        wrong("replay speed", "replay", "--topic", "t", "--since", "2026-04-16", "--speed", "-1"),
        wrong("mutually exclusive", "subscribe", "--topic", "t", "--all", "--last", "1"),
        wrong("0.001 to 3600 seconds", "subscribe", "--topic", "t", "--interval", "0"),
        wrong("no Redis bridge", "--redis", "localhost", "topics"),
        wrong("no Redis bridge", "topics", "--redis", "localhost"),
        wrong(
            "line 1, column 6",
            "publish",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "{\"a\":}"),
        wrong(
            "JSON: found NaN or Infinity, which JSON does not have (line 1, column 9)",
            "publish",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "{\"a\":NaN}"),
        wrong(
            "JSON object but found [1]",
            "publish",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "[1]"),
        wrong("no such file", "publish", "--topic", "t", "--source", "s", "--payload", "@/no/such"),
        wrong(
            "JSON: expected a value", "publish", "--topic", "t", "--source", "s", "--payload", "-"),
        wrong("control character", "publish", "--topic", "a>", "--source", "s", "--payload", "{}"),
        wrong("source", "publish", "--topic", "t", "--source", "", "--payload", "{}"),
        wrong("UUID", "publish", "--topic", "t", "--source", "s", "--payload", "{}", "--id", "1"),
        wrong(
            "--metadata",
            "publish",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "{}",
            "--metadata",
            "{"),
        wrong("list or delete", "subscriptions"),
        wrong("NAME", "subscriptions", "delete"),
        wrong("only once", "topics", "--events-dir", "a", "--events-dir", "b"),
        wrong("'--topics': '1.5' is not an int", "bench", "publish", "--topics", "1.5"),
        wrong("WORKLOAD", "bench"),
        wrong("expected one of all, publish, limit, ", "bench", "speed"),
        wrong("batch, interval or os but found never", "bench", "publish", "--sync", "never"),
        wrong("--topics: expected 1 to 100000 but found 0", "bench", "publish", "--topics", "0"),
        wrong("--publishers: expected 1 to 1000", "bench", "publish", "--publishers", "-1"),
        wrong("--window: expected 5 to", "bench", "all", "--publishers", "5", "--window", "4"),
        wrong("archon.bus.topic.max-pending-events", "bench", "publish", "--window", "20001"),
        wrong(
            "max-pending-bytes) but found 1000", "bench", "publish", "--payload-bytes", "1000000"),
        wrong("--payload-bytes: expected 172 to", "bench", "publish", "--payload-bytes", "1"),
        wrong("--rate: expected 1 to", "bench", "latency", "--rate", "0"),
        wrong("--runs: expected 1 to", "bench", "publish", "--runs", "0"),
        wrong("--warm-up: expected 0 to 3600", "bench", "publish", "--warm-up", "-1"),
        wrong("whole number from 1 up", "bench", "publish", "--events", "0"),
        wrong("whole number from 1 up", "bench", "publish", "--stored", "0"),
        wrong("--stored: expected 1 to", "bench", "publish", "--stored", "1000000001"),
        wrong("--events: expected 1 to", "bench", "publish", "--events", "1000000001"),
        wrong("name its parent with --dir", "bench", "publish", "--events-dir", "events"),
        wrong(
            "--dir /no/such: expected a directory that can be written to but found none",
            "bench",
            "all",
            "--dir",
            "/no/such"),
        wrong(
            "--dir pom.xml: expected a directory that can be written to but found a file",
            "bench",
            "all",
            "--dir",
            "pom.xml"),
        wrong("--dir /proc: expected a directory that can be", "bench", "all", "--dir", "/proc"));
  }

  private static Arguments wrong(String complaint, String... words) {
    return Arguments.of(complaint, words);
  }

  @ParameterizedTest
  @MethodSource("wrongWords")
  void saysWhatIsWrongAndWhereHelpIs(String complaint, String[] words) {
    Outcome outcome = CliRun.in(events, words);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("archon-bus: ").containsIgnoringCase(complaint);
    assertThat(outcome.err().lines().toList()).hasSizeBetween(2, 3);
    assertThat(outcome.err()).containsPattern("Try 'archon-bus[ a-z]* --help'\\.\n$");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEveryCommand(String command) {
    Outcome outcome = CliRun.run(command, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Usage: archon-bus " + command).contains("--events-dir");
    assertThat(outcome.out()).doesNotContain("--redis");
  }

  static Stream<String> commands() {
    return Stream.of(
        "publish",
        "subscribe",
        "history",
        "replay",
        "topics",
        "clear",
        "verify",
        "repair",
        "subscriptions",
        "serve",
        "status",
        "demo",
        "bench",
        "config",
        "completion");
  }

  @Test
  void explainsEveryExitCode() {
    assertThat(CliRun.run("--help").lines())
        .filteredOn(line -> line.matches(" {2}[0-9]+ +[a-z].*"))
        .extracting(line -> line.replaceAll("[^0-9]*([0-9]+) .*", "$1"))
        .containsExactly("0", "1", "2", "3", "130", "143");
  }

  @Test
  void tellsItsVersion() {
    assertThat(CliRun.run("--version").out()).startsWith("archon-bus ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void tellsItsVersionBehindEveryCommandToo(String command) {
    assertThat(CliRun.run(command, "--version")).isEqualTo(CliRun.run("--version"));
    assertThat(CliRun.run(command, "-V")).isEqualTo(CliRun.run("--version"));
  }

  @Test
  void printsACompletionScriptWithEveryCommand() {
    Outcome outcome = CliRun.run("completion");

    assertThat(outcome.out()).startsWith("#!").contains("archon-bus").contains("subscriptions");
  }

  @Test
  void takesGlobalOptionsBeforeAndAfterTheCommand() {
    CliRun.predecessorFile(events, "t", "s", "{}");

    assertThat(CliRun.run("--events-dir", events.toString(), "topics").out()).isEqualTo("t\n");
    assertThat(CliRun.run("topics", "--events-dir", events.toString()).out()).isEqualTo("t\n");
  }

  @Test
  void refusesADirectoryThatIsNotThere() {
    Outcome outcome = CliRun.run("history", "--events-dir", events.resolve("none").toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err().lines().toList())
        .singleElement()
        .asString()
        .contains("none (--events-dir): expected a directory but there is none");
    assertThat(events.resolve("none")).doesNotExist();
  }

  @Test
  void refusesAFileInPlaceOfADirectory() throws IOException {
    Path file = Files.createFile(events.resolve("file"));

    Outcome outcome = CliRun.in(file, "topics");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("ARCHON_BUS_EVENTS_DIR").contains("found a file");
  }

  @Test
  void takesAnAbsentDefaultDirectoryForAnEmptyOne() {
    Map<String, String> home = Map.of("XDG_STATE_HOME", events.toString());

    assertThat(CliRun.run(home, "", "topics")).isEqualTo(new Outcome(0, "No topics found.\n", ""));
    assertThat(CliRun.run(home, "", "subscriptions", "list"))
        .isEqualTo(new Outcome(0, "", "No named subscriptions.\n"));
    assertThat(events).isEmptyDirectory();
  }

  @Test
  void refusesADefaultDirectoryThatIsASymbolicLink() throws IOException {
    Path target = Files.createDirectory(events.resolve("elsewhere"));
    Path home = Files.createDirectory(events.resolve("archon-bus"));
    Files.createSymbolicLink(home.resolve("events"), target);

    Outcome outcome = CliRun.run(Map.of("XDG_STATE_HOME", events.toString()), "", "topics");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("symbolic link").contains("--events-dir");
  }

  @Test
  void refusesADefaultDirectoryOfAnotherUser() throws IOException {
    Path home = Files.createDirectory(events.resolve("archon-bus"));
    Path theirs = Files.createDirectory(home.resolve("events"));
    try {
      Files.setAttribute(theirs, "unix:uid", 12_345);
    } catch (IOException | UnsupportedOperationException onlyRootCan) {
      assumeTrue(false, "cannot give a directory away");
    }

    Outcome outcome = CliRun.run(Map.of("XDG_STATE_HOME", events.toString()), "", "topics");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("but it belongs to 12345");
  }

  @Test
  void showsTheStackTraceOnlyWhenAsked() {
    String none = events.resolve("none").toString();

    assertThat(CliRun.run("topics", "--events-dir", none).err()).doesNotContain("\tat ");
    assertThat(CliRun.run("--verbose", "topics", "--events-dir", none).err())
        .contains("\tat archon.bus");
    assertThat(CliRun.run("--verbose", "topics", "--verbose", "--events-dir", none).err())
        .contains("\tat archon.bus");
  }

  @Test
  void endsQuietlyWhenTheReaderOfItsOutputHasGone() {
    CliRun.predecessorFile(events, "t", "s", "{}", "{}");

    assertThat(exitCodeWithOutput("Broken pipe")).isEqualTo("0 ");
    assertThat(exitCodeWithOutput("No space left on device"))
        .isEqualTo("1 archon-bus: standard output: writing failed: No space left on device\n");
  }

  private String exitCodeWithOutput(String failure) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = CliRun.console(Map.of(), "", failing, err);
    int exitCode = ArchonBusCli.run(console, "history", "--events-dir", events.toString());
    return exitCode + " " + err.toString(StandardCharsets.UTF_8);
  }
}
