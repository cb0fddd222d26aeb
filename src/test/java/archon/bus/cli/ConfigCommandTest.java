package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void namesTheSettingThatIsOutOfBounds() {
    Outcome outcome = CliRun.in(directory, "topics", "-Darchon.bus.history.max-buffer-bytes=1");

    assertThat(outcome.err())
        .contains("archon.bus.history.max-buffer-bytes")
        .contains("1KiB or more");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
  }
}
