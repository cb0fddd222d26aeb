package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code publish}, {@code clear}, {@code subscriptions} and named subscriptions. */
final class WritingCommandsTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";

  @TempDir Path directory;
  private Path events;

  @BeforeEach
  void choosesADirectoryThatIsNotThereYet() {
    events = directory.resolve("events");
  }

  @Test
  void publishesAndTellsTheIdAsThePredecessorDid() {
    Outcome outcome =
        publish(
            "task.done",
            "{\"task_id\": \"abc\", \"big\": 1.10}",
            "--correlation-id",
            "c",
            "--metadata",
            "{\"k\":1}");

    assertThat(outcome.out())
        .matches(
            "Published event [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} to topic task\\.done\n");
    assertThat(outcome.err()).isEqualTo("archon-bus: stored as seq 1, on disk\n");
    assertThat(outcome.exitCode()).isZero();
    assertThat(history().out())
        .contains("\"payload\":{\"task_id\":\"abc\",\"big\":1.10},\"source\":\"fenrir\"")
        .contains("\"correlation_id\":\"c\",\"metadata\":{\"k\":1},\"seq\":1}");
  }

  @Test
  void tellsWhenAnEventIsNotOnDiskYet() {
    Outcome outcome = publish("t", "{}", "-Darchon.bus.journal.sync=os");

    assertThat(outcome.out()).startsWith("Published event ").endsWith(" to topic t\n");
    assertThat(outcome.err())
        .isEqualTo(
            "archon-bus: stored as seq 1, handed to the operating system: a power cut may lose it (archon.bus.journal.sync)\n");
  }

  @Test
  void readsThePayloadFromStandardInputOrAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("payload.json"), "{\"from\": \"a file 世界\"}\n");

    publish("t", "@" + file);
    run(
        "{\"from\": \"standard input 🌍\"}",
        "publish",
        "--topic",
        "t",
        "--source",
        "s",
        "--payload",
        "-");

    assertThat(history().lines()).hasSize(2);
    assertThat(history().out())
        .contains("{\"from\":\"a file 世界\"}", "{\"from\":\"standard input 🌍\"}");
  }

  @Test
  void storesAnEventWithTheSameIdOnceAndRefusesOtherContent() {
    Outcome first = publish("t", "{\"a\":1}", "--id", ID);
    Outcome again = publish("t", "{\"a\":1}", "--id", ID);
    Outcome other = publish("t", "{\"a\":2}", "--id", ID);

    assertThat(again.out())
        .isEqualTo(first.out())
        .isEqualTo("Published event " + ID + " to topic t\n");
    assertThat(again.err()).contains("stored before, as seq 1");
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(other.err().lines().toList()).singleElement().asString().contains(ID);
    assertThat(history().lines()).hasSize(1);
  }

  @Test
  void refusesAnEventAboveTheLimitInOneLine() {
    Outcome outcome =
        run(
            "{\"a\":\"" + "x".repeat(2_000_000) + "\"}",
            "publish",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "-");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err().lines().toList())
        .singleElement()
        .asString()
        .contains("archon.bus.limits.max-event-bytes");
  }

  @Test
  void refusesATopicForGoodWhoseNameIsTooLongForAFile() {
    Outcome outcome = publish("日".repeat(30), "{}");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err().lines().toList())
        .singleElement()
        .asString()
        .contains("expected 1 to 240 bytes as a file name (percent-encoded) but it needs 270")
        .doesNotContain("later", "at present");
  }

  @Test
  void namesTheNearestKeyOfAMisspeltSetting() {
    Outcome outcome = publish("t", "{}", "-Darchon.bus.limits.max-event-byte=2MiB");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("archon.bus.limits.max-event-bytes");
  }

  @Test
  void clearsATopicOrAllAfterAsking() {
    publish("a", "{}");
    publish("a", "{}");
    publish("b", "{}");

    assertThat(run("n\n", "clear"))
        .isEqualTo(new Outcome(1, "Aborted.\n", "Clear ALL events? [y/N] "));
    assertThat(run("\n", "clear", "--topic", "a"))
        .isEqualTo(new Outcome(1, "Aborted.\n", "Clear all events for topic 'a'? [y/N] "));
    assertThat(run("Y\n", "clear", "--topic", "a").out())
        .isEqualTo("Cleared 2 events from topic 'a'.\n");
    assertThat(run("", "clear", "--topic", "none", "--confirm").out())
        .isEqualTo("Cleared 0 events from topic 'none'.\n");
    assertThat(run("", "clear", "--confirm").out()).isEqualTo("Cleared 1 total events.\n");
    assertThat(history().out()).isEmpty();
  }

  @Test
  void failsAndClearsNothingWhereNobodyCanAnswer() {
    publish("a", "{}");

    Outcome outcome = run("", "clear", "--topic", "a");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("Clear all events for topic 'a'? [y/N] \narchon-bus: clear: expected an answer")
        .contains("nothing was cleared", "--confirm");
    assertThat(history().lines()).hasSize(1);
  }

  @Test
  void clearsWhatIsBeforeASeq() {
    for (int i = 1; i <= 4; i++) {
      publish("a", "{\"n\":" + i + "}");
    }

    assertThat(run("n\n", "clear", "--topic", "a", "--before", "3"))
        .isEqualTo(
            new Outcome(
                1, "Aborted.\n", "Clear all events for topic 'a' with a seq below 3? [y/N] "));
    assertThat(run("", "clear", "--topic", "a", "--before", "3", "--confirm").out())
        .isEqualTo("Cleared 2 events from topic 'a'.\n");
    assertThat(history().lines()).hasSize(2).allMatch(line -> line.matches(".*\"seq\":[34]}"));
    assertThat(run("", "clear", "--before", "3", "--confirm").out())
        .isEqualTo("Cleared 0 total events.\n");
  }

  @Test
  void clearsWhatIsBeforeATime() throws IOException {
    Files.createDirectory(events);
    CliRun.predecessorFile(events, "a", "fenrir", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    String time = "2026-04-16T12:00:01Z";

    assertThat(run("n\n", "clear", "--before", time).err())
        .isEqualTo("Clear ALL events before 2026-04-16T12:00:01Z? [y/N] ");
    assertThat(run("", "clear", "--topic", ">", "--before", time, "--confirm").out())
        .isEqualTo("Cleared 1 events from topic '>'.\n");
    assertThat(history().lines()).hasSize(2);
  }

  @Test
  void tellsWhatWouldBeClearedAndChangesNothing() throws IOException {
    Files.createDirectory(events);
    CliRun.predecessorFile(events, "a", "fenrir", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    CliRun.predecessorFile(events, "b", "fenrir", "{\"n\":1}");
    long bytes = Files.size(events.resolve("b.jsonl"));

    Outcome part =
        run("", "clear", "--dry-run", "--topic", "a", "--before", "2026-04-16T12:00:02Z");
    Outcome all = run("", "clear", "--dry-run", "--confirm");
    Outcome none = run("", "clear", "--dry-run", "--topic", "b", "--before", "1");

    assertThat(part.out())
        .isEqualTo(
            """
            Would clear 2 events from topic 'a': seq 1 to 2, %d bytes, 2026-04-16T12:00:00+00:00 to 2026-04-16T12:00:01+00:00.
            Would clear 2 total events.
            """
                .formatted(2 * bytes));
    assertThat(all.lines())
        .hasSize(3)
        .contains(
            "Would clear 1 events from topic 'b': seq 1 to 1, %d bytes, 2026-04-16T12:00:00+00:00 to 2026-04-16T12:00:00+00:00."
                .formatted(bytes))
        .endsWith("Would clear 4 total events.");
    assertThat(none.out()).isEqualTo("Would clear 0 total events.\n");
    assertThat(history().lines()).hasSize(4);
    assertThat(events.resolve(".archon-bus")).doesNotExist();
  }

  @Test
  void goesOnWithTheNextSeqAfterClear() {
    publish("a", "{}");
    run("", "clear", "--confirm");

    publish("a", "{}");

    assertThat(history().out()).endsWith("\"seq\":2}\n");
  }

  @Test
  void resumesANamedSubscriptionWhereItEnded() {
    for (int i = 1; i <= 3; i++) {
      publish("t", "{\"n\":" + i + "}");
    }

    Outcome first =
        run("", "subscribe", "--topic", "t", "--name", "worker", "--all", "--count", "2");
    Outcome second = run("", "subscribe", "--topic", "t", "--name", "worker", "--count", "1");

    assertThat(first.lines()).hasSize(2);
    assertThat(second.lines())
        .singleElement()
        .asString()
        .contains("{\"n\": 3}")
        .endsWith("\"seq\": 3}");
  }

  @Test
  void listsAndDeletesNamedSubscriptions() {
    publish("t", "{}");
    run("", "subscribe", "--topic", "t", "--name", "worker", "--all", "--count", "1");

    assertThat(run("", "subscriptions", "list").out())
        .isEqualTo(
            """
            NAME    TOPICS  LIVE  NEXT SEQ
            worker  t       no    t=2
            """);
    assertThat(run("", "subscriptions", "delete", "worker").out())
        .isEqualTo("Deleted subscription worker.\n");
    assertThat(run("", "subscriptions", "list"))
        .isEqualTo(new Outcome(0, "", "No named subscriptions.\n"));
    assertThat(run("", "subscriptions", "list", "--json").out()).isEqualTo("[]\n");
    assertThat(run("", "subscriptions", "delete", "worker").exitCode()).isEqualTo(ExitCode.FAILED);
  }

  private Outcome publish(String topic, String payload, String... more) {
    String[] words = {"publish", "--topic", topic, "--payload", payload, "--source", "fenrir"};
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return run("", all);
  }

  private Outcome history() {
    return run("", "history", "--jsonl");
  }

  private Outcome run(String input, String... words) {
    return CliRun.run(Map.of("ARCHON_BUS_EVENTS_DIR", events.toString()), input, words);
  }
}
