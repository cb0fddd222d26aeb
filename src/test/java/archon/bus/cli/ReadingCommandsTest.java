package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code topics}, {@code history} and {@code replay} on a directory the predecessor wrote. */
final class ReadingCommandsTest {
  @TempDir Path events;

  @BeforeEach
  void writesTopics() {
    CliRun.predecessorFile(
        events,
        "task.done",
        "fenrir",
        "{\"n\": 1}",
        "{\"s\": \"\\u4e16 \\ud83c\\udf0d\"}",
        "{\"n\": 3}");
    CliRun.predecessorFile(events, "task.failed", "ezra", "{\"a\": [1, {}], \"b\": 1.10}");
    CliRun.predecessorFile(events, "service/api.health", "fenrir", "{}");
  }

  @Test
  void listsTheTopicsInOrder() {
    Outcome outcome = CliRun.in(events, "topics");

    assertThat(outcome)
        .isEqualTo(new Outcome(0, "service/api.health\ntask.done\ntask.failed\n", ""));
  }

  @Test
  void showsWhatTopicsHoldAsATable() throws IOException {
    long bytes = Files.size(events.resolve("task.done.jsonl"));

    Outcome outcome =
        CliRun.in(
            events,
            "topics",
            "--long",
            "-Darchon.bus.journal.topics.0.topic=task.*",
            "-Darchon.bus.journal.topics.0.sync=os");

    assertThat(outcome.lines().get(0).split(" +"))
        .containsExactly(
            "TOPIC", "EVENTS", "BYTES", "FIRST", "LAST", "EARLIEST", "LATEST", "SYNC", "HEALTH");
    assertThat(outcome.lines().get(2))
        .isEqualTo(
            "task.done                3    %d      1     3  2026-04-16T12:00:00+00:00  2026-04-16T12:00:02+00:00  os     ok",
            bytes);
    assertThat(outcome.lines()).hasSize(4);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void showsTheSameAsJsonAndTellsOfDamage() throws IOException {
    Files.writeString(
        events.resolve("damaged.jsonl"),
        """
        {"id":"00000000-0000-4000-8000-000000000000","topic":"damaged","payload":{},"source":"s","timestamp":"2026-04-16T12:00:00+00:00","correlation_id":null,"metadata":{},"seq":1,"crc":"00000000"}
        """);

    Outcome outcome = CliRun.in(events, "topics", "--json");
    JsonNode topics = new ObjectMapper().readTree(outcome.out());

    assertThat(topics).hasSize(4);
    assertThat(topics.get(0).toString())
        .isEqualTo(
            "{\"topic\":\"damaged\",\"events\":0,\"bytes\":0,\"first_seq\":1,\"last_seq\":0,\"earliest\":null,\"latest\":null,\"sync\":\"batch\",\"health\":\"damaged\",\"reason\":\"seq 1 at byte 0 of damaged.jsonl\"}");
    assertThat(topics.get(1).get("topic").asText()).isEqualTo("service/api.health");
    assertThat(topics.get(1).get("health").asText()).isEqualTo("ok");
    assertThat(topics.get(1).get("reason").isNull()).isTrue();
  }

  @Test
  void tellsOfDamageAlsoWhereATopicHoldsNothingElse() throws IOException {
    Files.writeString(
        events.resolve("damaged.jsonl"),
        "{\"id\":\"x\",\"topic\":\"damaged\",\"seq\":1,\"crc\":\"00000000\"}\n");

    Outcome outcome = CliRun.in(events, "history");

    assertThat(outcome.lines()).hasSize(5);
    assertThat(outcome.err()).contains("damaged.jsonl at byte 0", "seq 1 of topic damaged");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
  }

  @Test
  void showsATopicThatCannotBeReadAsATable() throws IOException {
    Files.delete(events.resolve("task.done.jsonl"));
    Files.createDirectory(events.resolve("task.done.jsonl"));
    Files.createFile(events.resolve("empty.jsonl"));

    Outcome outcome = CliRun.in(events, "topics", "--long");

    assertThat(outcome.lines()).hasSize(4);
    assertThat(outcome.lines().get(2)).startsWith("task.done ").contains("unreadable: ");
    assertThat(outcome.out()).doesNotContain("empty");
  }

  @Test
  void listsTheOtherTopicsAndThenFailsWhereSomeCannotBeRead() throws IOException {
    for (String name : List.of("task.done.jsonl", "task.failed.jsonl")) {
      Files.delete(events.resolve(name));
      Files.createDirectory(events.resolve(name));
    }

    Outcome outcome = CliRun.in(events, "topics");

    assertThat(outcome.out()).isEqualTo("service/api.health\n");
    assertThat(outcome.err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("archon-bus: " + events))
        .allMatch(line -> line.endsWith("found a directory; move it away"));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void doesNotSayThatThereAreNoTopicsWhereTheOnlyOneCannotBeRead(@TempDir Path other)
      throws IOException {
    Files.createDirectory(other.resolve("task.done.jsonl"));

    Outcome outcome = CliRun.in(other, "topics");

    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("task.done.jsonl", "found a directory");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void hasAnEmptyArrayForNoTopics(@TempDir Path empty) {
    assertThat(CliRun.in(empty, "topics", "--json")).isEqualTo(new Outcome(0, "[]\n", ""));
    assertThat(CliRun.in(empty, "topics", "--long"))
        .isEqualTo(new Outcome(0, "No topics found.\n", ""));
  }

  @Test
  void saysThatThereAreNoTopics(@TempDir Path empty) {
    Outcome outcome = CliRun.in(empty, "topics");

    assertThat(outcome).isEqualTo(new Outcome(0, "No topics found.\n", ""));
  }

  @Test
  void printsHistoryAsThePredecessorDid() {
    Outcome outcome = CliRun.in(events, "history", "--topic", "task.done");

    assertThat(outcome.out())
        .isEqualTo(
            """
            [2026-04-16T12:00:00+00:00] task.done from fenrir: {"n": 1}
            [2026-04-16T12:00:01+00:00] task.done from fenrir: {"s": "\\u4e16 \\ud83c\\udf0d"}
            [2026-04-16T12:00:02+00:00] task.done from fenrir: {"n": 3}
            """);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void failsAfterTheOtherTopicsWhereOneCannotBeRead() throws IOException {
    Files.delete(events.resolve("task.done.jsonl"));
    Files.createDirectory(events.resolve("task.done.jsonl"));

    Outcome history = CliRun.in(events, "history");
    Outcome replay =
        CliRun.in(events, "replay", "--topic", ">", "--since", "2026-04-16", "--speed", "0");

    assertThat(history.lines()).hasSize(2);
    assertThat(replay.lines()).hasSize(2);
    for (Outcome outcome : List.of(history, replay)) {
      assertThat(outcome.err().lines())
          .singleElement()
          .asString()
          .contains("task.done.jsonl", "found a directory");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void printsHistoryAsAnIndentedArray() {
    Outcome outcome = CliRun.in(events, "history", "--topic", "task.failed", "--json");

    assertThat(outcome.out())
        .isEqualTo(
            """
            [
              {
                "id": "00000000-0000-4000-8000-000000000000",
                "topic": "task.failed",
                "payload": {
                  "a": [
                    1,
                    {}
                  ],
                  "b": 1.10
                },
                "source": "ezra",
                "timestamp": "2026-04-16T12:00:00+00:00",
                "correlation_id": null,
                "metadata": {},
                "seq": 1
              }
            ]
            """);
  }

  @Test
  void printsAnEmptyArrayForNoEvents() {
    Outcome outcome = CliRun.in(events, "history", "--topic", "task.dome", "--json");

    assertThat(outcome.out()).isEqualTo("[]\n");
    assertThat(outcome.err()).contains("no topic task.dome").contains("did you mean task.done?");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void printsHistoryAsJsonLines() throws IOException {
    Outcome outcome = CliRun.in(events, "history", "--jsonl", "--topic", "task.*");

    List<String> seen = new ArrayList<>();
    for (String line : outcome.lines()) {
      JsonNode event = new ObjectMapper().readTree(line);
      seen.add(event.get("topic").textValue() + " " + event.get("seq"));
    }
    assertThat(seen).containsExactly("task.done 1", "task.failed 1", "task.done 2", "task.done 3");
    assertThat(outcome.lines().get(2)).contains("\"payload\":{\"s\":\"\\u4e16 \\ud83c\\udf0d\"}");
  }

  @Test
  void narrowsHistoryByEveryCondition() {
    assertThat(CliRun.in(events, "history", "--source", "ezra").lines()).hasSize(1);
    assertThat(CliRun.in(events, "history", "--limit", "2").lines()).hasSize(2);
    assertThat(CliRun.in(events, "history", "--limit", "0").lines()).isEmpty();
    assertThat(CliRun.in(events, "history", "--last", "1").out()).contains("12:00:02");
    assertThat(CliRun.in(events, "history", "--since", "2026-04-16T12:00:01Z").lines()).hasSize(2);
    assertThat(CliRun.in(events, "history", "--until", "2026-04-16T14:00:01+02:00").lines())
        .hasSize(3);
    assertThat(CliRun.in(events, "history", "--correlation-id", "none").lines()).isEmpty();
    assertThat(CliRun.in(events, "history", "--id", "none").lines()).isEmpty();
    assertThat(
            CliRun.in(events, "history", "--topic", "task.failed", "--topic", "service/api.*")
                .lines())
        .hasSize(2);
  }

  @Test
  void replaysAsThePredecessorDid() {
    Outcome outcome =
        CliRun.in(
            events,
            "replay",
            "--topic",
            "task.done",
            "--since",
            "2026-04-16T12:00:01Z",
            "--speed",
            "0");

    String first =
        "[REPLAY] {\"id\": \"00000000-0000-4000-8000-000000000001\", \"topic\": \"task.done\", "
            + "\"payload\": {\"s\": \"\\u4e16 \\ud83c\\udf0d\"}, \"source\": \"fenrir\", "
            + "\"timestamp\": \"2026-04-16T12:00:01+00:00\", \"correlation_id\": null, \"metadata\": {}, \"seq\": 2}";
    assertThat(outcome.lines()).startsWith(first).endsWith("", "Replayed 2 events.").hasSize(4);
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void replaysNothingOfAnUnknownTopic() {
    Outcome outcome = CliRun.in(events, "replay", "--topic", "nothing", "--since", "2026-04-16");

    assertThat(outcome.out()).isEqualTo("\nReplayed 0 events.\n");
    assertThat(outcome.err()).contains("no topic nothing");
  }

  @Test
  void subscribesFromThePositionAskedFor() {
    Outcome outcome = CliRun.in(events, "subscribe", "--topic", "task.*", "--all", "--count", "4");
    Outcome last =
        CliRun.in(events, "subscribe", "--topic", "task.done", "--last", "2", "--count", "2");
    Outcome seq =
        CliRun.in(events, "subscribe", "--topic", "task.done", "--from-seq", "3", "--count", "1");
    Outcome since =
        CliRun.in(
            events,
            "subscribe",
            "--topic",
            "task.done",
            "--since",
            "2026-04-16T12:00:02Z",
            "--count",
            "1");

    assertThat(outcome.lines()).hasSize(4);
    assertThat(outcome.err()).isEqualTo("Listening on topic: task.* (Ctrl+C to stop)\n");
    assertThat(last.lines().get(0)).endsWith("\"seq\": 2}");
    assertThat(seq.out()).contains("{\"n\": 3}");
    assertThat(since.out()).isEqualTo(seq.out());
  }

  @Test
  void createsNothing() throws IOException {
    List<Path> before = files();

    CliRun.in(events, "topics");
    CliRun.in(events, "history");
    CliRun.in(events, "replay", "--topic", ">", "--since", "2026-04-16", "--speed", "0");
    CliRun.in(events, "subscribe", "--topic", ">", "--all", "--count", "1");

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void readsAroundDamageAndTellsIt() throws IOException {
    String line = CliRun.predecessorLine("task.done", "fenrir", 3, "{\"n\": 4}");
    Path file = events.resolve("task.done.jsonl");
    String damaged =
        line.substring(0, line.length() - 1) + ", \"seq\": 4, \"crc\": \"00000000\"}\n";
    Files.writeString(file, Files.readString(file) + damaged);

    Outcome outcome = CliRun.in(events, "history", "--topic", "task.done");

    assertThat(outcome.lines()).hasSize(3);
    assertThat(outcome.err()).startsWith("archon-bus: ").contains("task.done.jsonl at byte");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(events)) {
      return walk.sorted().toList();
    }
  }
}
