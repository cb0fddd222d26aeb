package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files with settings that the built distribution reads: the library tells of each. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "uses a POSIX shell")
final class ConfigurationIT {
  private static final Path HOME = Path.of("target", "archon-bus").toAbsolutePath();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "publish --topic t --source s --payload {}, true",
    "clear --topic t --dry-run, false",
    "topics, false",
    "history, false",
    "verify, false",
    "replay --topic t --since 2026-04-16, false",
    "config, false"
  })
  void areReadOnceAndThoseOfPekkoOnlyToOpenABus(String command, boolean opensBus) throws Exception {
    Path own = Files.writeString(directory.resolve("own.conf"), "archon.bus.journal.sync = os");
    List<String> words = new ArrayList<>(List.of(HOME.resolve("bin/archon-bus").toString()));
    words.addAll(List.of(command.split(" ", -1)));
    words.addAll(List.of("--config", own.toString(), "--events-dir", events().toString()));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("ARCHON_BUS_JAVA_OPTS", "-Dconfig.trace=loads");

    Ended ended = end(builder);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(loaded(ended, "a file: " + Pattern.quote(own.toString()))).isEqualTo(1);
    assertThat(loaded(ended, "a URL: .*/archon-bus-[^/]*/reference.conf")).isEqualTo(1);
    assertThat(loaded(ended, "a URL: .*/pekko-actor_[^/]*/reference.conf"))
        .isEqualTo(opensBus ? 1 : 0);
  }

  private static long loaded(Ended ended, String origin) {
    return ended
        .err()
        .lines()
        .filter(line -> line.matches(".*Loading config from " + origin))
        .count();
  }

  @Test
  void tellInOneLineWhatIsWrongWithTheDefaults() throws Exception {
    Path classes = Path.of("archon", "bus", "cli");
    Path first = directory.resolve("first"); // of its class path
    Files.createDirectories(first.resolve(classes));
    try (Stream<Path> all = Files.list(Path.of("target", "classes").resolve(classes))) {
      for (Path file :
          all.filter(f -> f.getFileName().toString().startsWith("Defaults")).toList()) {
        Files.copy(file, first.resolve(classes).resolve(file.getFileName()));
      }
    }
    Files.writeString(first.resolve("reference.conf"), "archon.bus { no end");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            first + File.pathSeparator + HOME.resolve("lib").resolve("*"),
            ArchonBusCli.class.getName(),
            "history",
            "--events-dir",
            events().toString());

    Ended ended = end(builder);

    assertThat(ended.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("archon-bus: ")
        .contains(first.resolve("reference.conf").toString());
  }

  private Path events() throws IOException {
    return Files.createDirectories(directory.resolve("events"));
  }

  private record Ended(int exitCode, String err) {}

  private Ended end(ProcessBuilder builder) throws Exception {
    Path err = directory.resolve("err");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process =
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile()).start();
    boolean inTime = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(inTime).as("ended within 60 s").isTrue();
    return new Ended(process.exitValue(), Files.readString(err));
  }
}
