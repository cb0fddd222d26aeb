package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workloads that start processes, with the built distribution. */
final class BenchIT {
  private static final Path LAUNCHER = Path.of("target/archon-bus/bin/archon-bus").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void measuresProcessesOfItsOwnKind() throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Path benches = Files.createDirectory(directory.resolve("benches"));
    ProcessBuilder builder =
        new ProcessBuilder(
            LAUNCHER.toString(),
            "bench",
            "open",
            "cli-history",
            "cli-publish",
            "--events",
            "50",
            "--warm-up",
            "0",
            "--runs",
            "1",
            "--sync",
            "os",
            "--json",
            "--dir",
            benches.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended within 120 s").isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      JsonNode json = new JsonMapper().readTree(line);
      assertThat(json.path("figures").path("ms").path("median").asDouble()).isPositive();
      assertThat(json.path("durability").asText()).isEqualTo("os");
      assertThat(json.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    }
    assertThat(benches).isEmptyDirectory();
  }
}
