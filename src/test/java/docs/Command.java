package docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program as a user would who has the built distribution on the path. */
final class Command {
  private static final Path DISTRIBUTION = Path.of("target", "archon-bus").toAbsolutePath();

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final int MAX_SECONDS = 120;

  private Command() {}

  /** What it wrote to stdout; fails with all it wrote if its exit code is not 0. */
  static String run(Path workingDirectory, List<String> command)
      throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("example", ".out");
    Path stderr = Files.createTempFile("example", ".err");
    try {
      Process process = start(workingDirectory, command, stdout, stderr);
      boolean ended = process.waitFor(MAX_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(stdout) + Files.readString(stderr);
      assertThat(ended).as("ends by itself: %s%n%s", command, said).isTrue();
      assertThat(process.waitFor()).as("exit code of %s%n%s", command, said).isZero();
      return Files.readString(stdout);
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  /** The class path of a program that uses the distribution, and nothing else. */
  static String libraries() throws IOException {
    try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
      return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  static String java() {
    return JAVA_HOME.resolve("bin/java").toString();
  }

  private static Process start(Path directory, List<String> command, Path stdout, Path stderr)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
    builder
        .environment()
        .merge("PATH", DISTRIBUTION.resolve("bin") + ":", (path, bin) -> bin + path);
    builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
    builder.environment().put("HOME", directory.toString());
    // Made in the background: in a directory of the test it would come into the way of its end.
    builder
        .environment()
        .put("ARCHON_BUS_CACHE_DIR", DISTRIBUTION.resolveSibling("class-archives").toString());
    return builder.start();
  }
}
