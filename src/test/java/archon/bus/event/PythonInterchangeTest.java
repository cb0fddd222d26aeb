package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python, in the predecessor's words, reads our events, and we read what it writes of them. */
final class PythonInterchangeTest {
  @TempDir Path directory;

  @BeforeEach
  void needsPython() throws InterruptedException {
    assumeTrue(exitCode("python3", "--version") == 0, "python3 is not installed");
  }

  @Test
  void readsEachOthersEventsWithoutLoss() throws Exception {
    List<Event> events =
        List.of(
            Event.create("task.completed", Map.of("task_id", "abc123", "n", 85.5), "fenrir"),
            Event.create(
                "i18n/日本",
                Map.of("greeting", "Hello 世界 🌍 \u2028\u0000"),
                "é",
                "c",
                Map.of("k", 1)),
            Event.create(
                "numbers", Json.parse("{\"big\":1" + "0".repeat(1_000) + ",\"d\":-0.0}"), "s"),
            Event.create("lone", Map.of("surrogate", "\ud800"), "s"),
            Event.create("order", Json.parse("{\"b\":[{}],\"a\":null}"), "s"));
    Path ours = directory.resolve("ours.jsonl");
    Path theirs = directory.resolve("theirs.jsonl");
    Files.write(ours, events.stream().map(Event::toJson).toList());

    int exitCode = exitCode("python3", script().toString(), ours.toString(), theirs.toString());

    assertThat(exitCode).isZero();
    assertThat(Files.readAllLines(theirs).stream().map(Event::fromJson))
        .containsExactlyElementsOf(events);
  }

  private Path script() throws IOException {
    Path script = directory.resolve("predecessor.py");
    try (InputStream source = getClass().getResourceAsStream("predecessor.py")) {
      Files.copy(source, script);
    }
    return script;
  }

  private static int exitCode(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException notInstalled) {
      return -1;
    }
  }
}
