package archon.bus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the short commands on events of its own, so that a JVM can tell which classes they need. Run
 * by the launcher only, when it makes an archive of them.
 */
final class Rehearsal {
  private final Path events;

  private Rehearsal(Path events) {
    this.events = events;
  }

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("archon-bus");
    try {
      new Rehearsal(directory.resolve("events")).run();
    } finally {
      delete(directory);
    }
    System.exit(ExitCode.OK);
  }

  private void run() {
    command("--help");
    publish("{\"a\": [1, 2.5, null]}");
    publish("{\"fills\": \"a segment: %s\"}".formatted("x".repeat(70_000)));
    publish("{}");
    command("history", "--limit", "10");
    command("history", "--since", "2026-01-01T00:00:00Z", "--last", "10", "--json");
    command("history", "--topic", "orders", "--id", "none", "--jsonl");
    command("topics");
    command("verify");
    new PlainLogging().getLoggerFactory().getLogger("rehearsal").warn("in place of {}", "Logback");
  }

  private void publish(String payload) {
    command(
        "publish",
        "-Darchon.bus.journal.segment-bytes=64KiB",
        "--topic",
        "orders",
        "--source",
        "rehearsal",
        "--payload",
        payload);
  }

  private void command(String name, String... arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(List.of("--events-dir", events.toString()));
    words.addAll(List.of(arguments));
    OutputStream nowhere = OutputStream.nullOutputStream();
    int exitCode =
        ArchonBusCli.run(
            Console.of(InputStream.nullInputStream(), nowhere, System.err, Map.of()),
            words.toArray(String[]::new));
    if (exitCode != ExitCode.OK) {
      throw new IllegalStateException(
          "%s: expected to be done but exit code %d".formatted(words, exitCode));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
