package archon.bus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that was run to its end.
 *
 * @param startedMicros when it was started, since 1970
 * @param nanos how long it took, from its start on
 * @param out what it printed on stdout
 */
record Subprocess(long startedMicros, long nanos, String out) {
  private static final int PATIENCE_SECONDS = 300;

  double millis() {
    return nanos / 1e6;
  }

  /**
   * Runs it.
   *
   * @param directory where files for what it prints are made
   * @throws BenchFailed if it fails or takes minutes
   */
  static Subprocess run(Path directory, List<String> command) throws InterruptedException {
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      long startedMicros = WallClock.micros();
      long started = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended;
      try {
        ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly(); // without effect on one that has ended
      }
      long nanos = System.nanoTime() - started;
      if (!ended || process.exitValue() != 0) {
        throw new BenchFailed(
            "process %s: expected to end well within %d s but %s: %s"
                .formatted(
                    String.join(" ", command),
                    PATIENCE_SECONDS,
                    ended ? "its exit code is " + process.exitValue() : "it runs on",
                    Files.readString(err)));
      }
      return new Subprocess(startedMicros, nanos, Files.readString(out));
    } catch (IOException e) {
      throw new BenchFailed("process %s: %s".formatted(String.join(" ", command), e), e);
    }
  }
}
