package archon.bus.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the command line inside this JVM. */
final class CliRun {
  private CliRun() {}

  /** What came of it. */
  record Outcome(int exitCode, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Outcome run(String... arguments) {
    return run(Map.of(), "", arguments);
  }

  static Outcome in(Path eventsDir, String... arguments) {
    return run(Map.of("ARCHON_BUS_EVENTS_DIR", eventsDir.toString()), "", arguments);
  }

  static Outcome run(Map<String, String> environment, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = ArchonBusCli.run(console(environment, input, out, err), arguments);
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Console console(
      Map<String, String> environment, String input, OutputStream out, OutputStream err) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return Console.of(new ByteArrayInputStream(bytes), out, err, environment);
  }

  /** A file as the predecessor wrote it: one event for each payload, a second apart. */
  static void predecessorFile(Path directory, String topic, String source, String... payloads) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < payloads.length; i++) {
      lines.append(predecessorLine(topic, source, i, payloads[i])).append('\n');
    }
    try {
      Files.writeString(directory.resolve(topic.replace('/', '_') + ".jsonl"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String predecessorLine(String topic, String source, int second, String payload) {
    return ("{\"id\": \"00000000-0000-4000-8000-%012d\", \"topic\": \"%s\", \"payload\": %s, \"source\": \"%s\", "
            + "\"timestamp\": \"2026-04-16T12:00:%02d+00:00\", \"correlation_id\": null, \"metadata\": {}}")
        .formatted(second, topic, payload, source, second);
  }
}
