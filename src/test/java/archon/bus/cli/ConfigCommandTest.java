package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigCommandTest {
  @TempDir Path directory;

  @Test
  void showsEachSettingWithItsOrigin() throws IOException {
    Path file = directory.resolve("my.conf");
    Files.writeString(
        file,
        "archon.bus {\n  history.max-buffer-bytes = 1MiB\n  replay.max-buffer-bytes = 2MiB\n}\n");

    Outcome outcome =
        CliRun.run(
            "config",
            "--config",
            file.toString(),
            "-Darchon.bus.replay.max-buffer-bytes=3MiB",
            "--events-dir",
            directory.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.lines())
        .contains(
            "archon.bus.events-dir = \"" + directory + "\"  # --events-dir",
            "archon.bus.history.max-buffer-bytes = \"1MiB\"  # " + file + ":2",
            "archon.bus.replay.max-buffer-bytes = \"3MiB\"  # -D option",
            "archon.bus.subscription.batch-max-events = 500  # default")
        .isSorted();
  }

  @Test
  void showsEachKeyInsideAListWithItsOrigin() throws IOException {
    Path file = directory.resolve("my.conf");
    Files.writeString(
        file,
        """
        archon.bus.journal.topics = [
          { topic = "metrics.>", sync = os }
          {
            topic = audit
            retention.max-age = 365d
          }
        ]
        """);

    Outcome stated = CliRun.in(directory, "config", "--config", file.toString());
    Outcome none = CliRun.in(directory, "config");

    assertThat(stated.lines())
        .contains(
            "archon.bus.journal.topics.0.sync = \"os\"  # " + file + ":2",
            "archon.bus.journal.topics.0.topic = \"metrics.>\"  # " + file + ":2",
            "archon.bus.journal.topics.1.retention.max-age = \"365d\"  # " + file + ":5",
            "archon.bus.journal.topics.1.topic = \"audit\"  # " + file + ":4");
    assertThat(none.lines()).contains("archon.bus.journal.topics = []  # default");
  }

  @Test
  void takesRulesForTopicsFromOptionsToo() {
    Outcome outcome =
        CliRun.in(
            directory,
            "config",
            "-Darchon.bus.journal.topics.0.topic=audit",
            "-Darchon.bus.journal.topics.0.sync=os");

    assertThat(outcome.lines())
        .contains(
            "archon.bus.journal.topics.0.sync = \"os\"  # -D option",
            "archon.bus.journal.topics.0.topic = \"audit\"  # -D option");
  }

  @Test
  void refusesAMisspeltKeyInsideAList() throws IOException {
    Path file = directory.resolve("my.conf");
    Files.writeString(file, "archon.bus.journal.topics = [{ topic = a, sink = os }]");

    Outcome outcome = CliRun.in(directory, "topics", "--config", file.toString());

    assertThat(outcome.err())
        .contains("archon.bus.journal.topics[0].sink")
        .contains("did you mean archon.bus.journal.topics[0].sync?");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void showsTheDirectoryOfTheEnvironment() {
    Outcome outcome = CliRun.in(directory, "config");

    assertThat(outcome.lines())
        .contains(
            "archon.bus.events-dir = \"" + directory + "\"  # environment ARCHON_BUS_EVENTS_DIR");
  }

  @Test
  void refusesAFileThatIsNotThereOrNotHocon() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.conf"), "archon.bus {\n  a = [1\n");

    Outcome absent = CliRun.run("config", "--config", directory.resolve("none").toString());
    Outcome wrong = CliRun.run("topics", "--config", broken.toString());

    assertThat(absent.err()).contains("none: expected a readable file");
    assertThat(wrong.err()).contains("broken.conf");
    assertThat(absent.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "-Darchon.bus.history.max-bufer-bytes=1MiB, archon.bus.history.max-bufer-bytes at -D option: no such key",
    "-Darchon.bus.nonsense=1, archon.bus.nonsense at -D option: no such key",
    "-Darchon.bus.journal.topics.0.sink=os, archon.bus.journal.topics[0].sink at -D option: no such key",
    "-Darchon.bus.journal.sync=never, archon.bus.journal.sync: expected",
    "-Darchon.bus.journal.sync, archon.bus.journal.sync",
    "-Darchon.bus.replay.max-buffer-bytes=x, archon.bus.replay: -D option: Invalid value at 'max-buffer-bytes'",
    "-Dfoo, KEY=VALUE format but was foo",
    "-D=foo, KEY=VALUE format but was foo"
  })
  void refusesAWrongOptionAsWrongUsage(String option, String complaint) {
    Outcome outcome = CliRun.in(directory, "history", option);

    assertThat(outcome.err())
        .startsWith("archon-bus: ")
        .containsIgnoringCase(complaint)
        .contains("Try 'archon-bus");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void refusesAWrongKeyOrValueInAFileAsAFailure() throws IOException {
    Path key = Files.writeString(directory.resolve("key.conf"), "archon.bus.nonsense = 1");
    Path value = Files.writeString(directory.resolve("value.conf"), "archon.bus.journal.sync = no");

    Outcome wrongKey = CliRun.in(directory, "topics", "--config", key.toString());
    Outcome wrongValue = CliRun.in(directory, "topics", "--config", value.toString());

    assertThat(wrongKey.err()).contains("archon.bus.nonsense at", "key.conf");
    assertThat(wrongValue.err()).contains("archon.bus.journal.sync: expected", "value.conf");
    assertThat(wrongKey.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(wrongValue.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void namesTheSettingThatIsOutOfBounds() {
    Outcome outcome = CliRun.in(directory, "topics", "-Darchon.bus.history.max-buffer-bytes=1");

    assertThat(outcome.err())
        .contains("archon.bus.history.max-buffer-bytes")
        .contains("1KiB or more");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
