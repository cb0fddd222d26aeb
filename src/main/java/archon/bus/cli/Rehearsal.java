package archon.bus.cli;

import archon.bus.EventBus;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the short commands on events of its own, so that a JVM can tell which classes they need:
 * those that write and those that read in a directory that is not there yet, else only those that
 * read. Run by the launcher only, when it makes an archive of the classes.
 */
final class Rehearsal {
  private final Path events;

  private Rehearsal(Path events) {
    this.events = events;
  }

  public static void main(String[] arguments) {
    Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]));
    if (!Files.exists(rehearsal.events)) {
      rehearsal.write();
    }
    rehearsal.read();
    System.exit(ExitCode.OK);
  }

  private void write() {
    publish("{\"a\": [1, 2.5, null]}");
    publish("{\"fills\": \"a segment: %s\"}".formatted("x".repeat(170_000)));
    publish("{\"fills\": \"two blocks of the next: %s\"}".formatted("x".repeat(140_000)));
    try (EventBus node = EventBus.open(events)) {
      publish("{\"goes\": \"to a node\"}");
    }
  }

  private void read() {
    command("--help");
    command("history", "--limit", "10");
    command("history", "--since", "2026-01-01T00:00:00Z", "--last", "10", "--json");
    command("history", "--topic", "orders", "--id", "none", "--jsonl");
    command("topics");
    command("status");
    command("verify");
    new PlainLogging().getLoggerFactory().getLogger("rehearsal").warn("in place of {}", "Logback");
  }

  private void publish(String payload) {
    command(
        "publish",
        "-Darchon.bus.journal.segment-bytes=160KiB",
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
}
