package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that nobody would give on purpose. */
final class ArgumentsFuzzTest {
  private static final long SEED = 20_261_121;
  private static final int RUNS = 400;

  /** Commands that end by themselves whatever they are given. */
  private static final List<String> COMMANDS =
      List.of("history", "topics", "clear", "verify", "repair", "config", "nonsense", "", "--help");

  private static final List<String> WORDS =
      List.of(
          "--topic",
          "--source",
          "--since",
          "--limit",
          "--last",
          "--before",
          "--json",
          "--jsonl",
          "--dry-run",
          "--long",
          "--id",
          "--correlation-id",
          "--config",
          "-Dx",
          "-Darchon.bus.x=1",
          "-Darchon.bus.journal.sync=never",
          "--events-dir",
          "--unknown",
          "-",
          "--",
          "-1",
          "0",
          "99999999999999999999",
          "1e9",
          "NaN",
          "2026-13-45T99:99:99",
          "now",
          "..",
          "../..",
          "%2e",
          "a/b",
          "\u0000",
          "\u001b[31m",
          "日本",
          "\ud800",
          "{",
          "{\"a\":",
          "null",
          "*",
          ">",
          "a.>.b",
          "",
          " ",
          "=",
          "@missing",
          "a".repeat(300),
          "/dev/null",
          "/proc/self/mem");

  @TempDir Path temporary;

  @Test
  void endInAClearAnswerAndLeaveTheFilesAlone() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("events"));
    CliRun.predecessorFile(directory, "orders", "ezra", "{\"n\": 1}", "{\"n\": 2}");
    byte[] before = Files.readAllBytes(directory.resolve("orders.jsonl"));
    Random random = new Random(SEED);

    for (int run = 0; run < RUNS; run++) {
      String[] arguments = arguments(random);
      CliRun.Outcome outcome = CliRun.in(directory, arguments);

      assertThat(outcome.exitCode()).as("%s", List.of(arguments)).isBetween(0, 3);
      assertThat(outcome.err()).as("%s", List.of(arguments)).doesNotContain("\tat ");
      assertThat(outcome.exitCode() == 0 || !outcome.err().isBlank())
          .as("%s says why", List.of(arguments))
          .isTrue();
    }
    assertThat(directory.resolve("orders.jsonl")).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).containsExactly(directory);
    }
  }

  private static String[] arguments(Random random) {
    List<String> arguments = new ArrayList<>();
    arguments.add(COMMANDS.get(random.nextInt(COMMANDS.size())));
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      arguments.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return arguments.toArray(String[]::new);
  }
}
