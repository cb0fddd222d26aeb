package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.cli.CliRun.Outcome;
import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.member.ScriptedHolder;
import archon.bus.read.HistorySettings;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplaySettings;
import archon.bus.read.StartPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unnamed {@code subscribe} does between damage, deletion and new topics. */
final class FollowingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path events;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void goesOnBehindDamageAndTellsItInTheEnd() throws IOException {
    publish("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    Path file = events.resolve("t.jsonl");
    Files.writeString(file, Files.readString(file).replace("{\"n\":2}", "{\"n\":7}"));

    Outcome outcome = CliRun.in(events, "subscribe", "--topic", "t", "--all", "--count", "2");

    assertThat(outcome.lines()).hasSize(2);
    assertThat(outcome.lines().get(1)).contains("{\"n\": 3}").endsWith("\"seq\": 3}");
    assertThat(outcome.err()).contains("t.jsonl at byte");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
  }

  @Test
  void endsTheArrayOfAHistoryThatMetDamage() throws IOException {
    publish("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    Path file = events.resolve("t.jsonl");
    Files.writeString(file, Files.readString(file).replace("{\"n\":2}", "{\"n\":7}"));

    Outcome outcome = CliRun.in(events, "history", "--json");

    assertThat(outcome.out()).startsWith("[\n  {").endsWith("\n  }\n]\n").contains("\"seq\": 3");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
  }

  @Test
  void tellsWhatWasRemovedBeforeItWasRead() {
    publish("{\"n\":1}", "{\"n\":2}");
    List<String> talk = new ArrayList<>();
    List<Long> seen = new ArrayList<>();
    try (Follower follower =
        Follower.start(
            journal(), reads(), new TopicPattern("t"), StartPosition.All.INSTANCE, talk::add)) {
      CliRun.in(events, "clear", "--confirm");
      publish("{\"n\":3}");

      boolean any = follower.poll(stored -> seen.add(stored.seq()));

      assertThat(any).isTrue();
    }
    assertThat(seen).containsExactly(3L);
    assertThat(talk)
        .containsExactly("archon-bus: events 1 to 2 of topic t were removed before they were read");
  }

  @Test
  void beginsWithNewEventsButReadsLaterTopicsWhole() {
    CliRun.predecessorFile(events, "task.old", "s", "{}");
    List<StoredEvent> seen = new ArrayList<>();
    try (Follower follower =
        Follower.start(
            journal(),
            reads(),
            new TopicPattern("task.*"),
            StartPosition.New.INSTANCE,
            text -> {})) {
      boolean before = follower.poll(seen::add);
      CliRun.predecessorFile(events, "task.late", "s", "{}", "{}");
      CliRun.predecessorFile(events, "other", "s", "{}");

      boolean after = follower.poll(seen::add);

      assertThat(before).isFalse();
      assertThat(after).isTrue();
    }
    assertThat(seen)
        .extracting(stored -> stored.event().topic())
        .containsExactly("task.late", "task.late");
  }

  @Test
  void followsTheOthersWhereATopicCannotBeReadAndTellsItOnce() throws IOException {
    Files.createDirectory(events.resolve("bad.jsonl"));
    CliRun.predecessorFile(events, "good", "s", "{}");
    List<String> talk = new ArrayList<>();
    List<StoredEvent> seen = new ArrayList<>();
    try (Follower follower =
        Follower.start(
            journal(), reads(), new TopicPattern(">"), StartPosition.All.INSTANCE, talk::add)) {
      follower.poll(seen::add);
      Files.createDirectory(events.resolve("worse.jsonl"));
      CliRun.predecessorFile(events, "better", "s", "{}");

      follower.poll(seen::add);
      follower.poll(seen::add);
    }
    assertThat(seen).extracting(stored -> stored.event().topic()).containsExactly("good", "better");
    assertThat(talk).hasSize(2).allMatch(line -> line.contains("found a directory"));
  }

  @Test
  void looksAtTheFilesThoughTheNodeHangs() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(events);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), holder.node().secrets().proof());
      CompletableFuture<Outcome> subscriber = subscribe("-Darchon.bus.node.timeout=10m");
      try (Socket entering = silent.accept()) {
        CliRun.predecessorFile(events, "t", "s", "{\"n\":1}");

        assertThat(subscriber)
            .as("connected from port " + entering.getPort())
            .succeedsWithin(PATIENCE)
            .extracting(Outcome::exitCode)
            .isEqualTo(ExitCode.OK);
      }
    }
  }

  @Test
  void waitsForADirectoryThatIsNotThereYetAndSaysSo() throws IOException {
    events = events.resolve("later");
    CompletableFuture<Outcome> subscriber = subscribe();
    await()
        .atMost(PATIENCE)
        .until(() -> err.toString(StandardCharsets.UTF_8).contains("Listening"));

    Files.createDirectory(events);
    CliRun.predecessorFile(events, "t", "s", "{\"n\":1}");

    assertThat(subscriber).succeedsWithin(PATIENCE);
    assertThat(subscriber.join().err())
        .isEqualTo(
            """
            archon-bus: events directory %s (environment ARCHON_BUS_EVENTS_DIR): there is none yet; whoever publishes first creates it
            Listening on topic: t (Ctrl+C to stop)
            """
                .formatted(events));
  }

  @Test
  void createsADirectoryThatIsNotThereForANameAndSaysSo() {
    events = events.resolve("new");
    CompletableFuture<Outcome> subscriber = subscribe("--name", "worker");
    await()
        .atMost(PATIENCE)
        .until(() -> err.toString(StandardCharsets.UTF_8).contains("Listening"));

    publish("{}");

    assertThat(subscriber).succeedsWithin(PATIENCE);
    assertThat(subscriber.join().err())
        .startsWith("archon-bus: created events directory %s (environment ".formatted(events));
  }

  @Test
  void refusesAFileInPlaceOfADirectory() throws IOException {
    events = Files.createFile(events.resolve("file"));

    Outcome outcome = subscribe().join();

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("found a file");
  }

  /** For one event. */
  private CompletableFuture<Outcome> subscribe(String... more) {
    List<String> words = new ArrayList<>(List.of("subscribe", "--topic", "t", "--count", "1"));
    words.addAll(List.of(more));
    Map<String, String> environment = Map.of("ARCHON_BUS_EVENTS_DIR", events.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = CliRun.console(environment, "", out, err);
    return CompletableFuture.supplyAsync(
        () ->
            new Outcome(
                ArchonBusCli.run(console, words.toArray(String[]::new)),
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8)));
  }

  private JournalReader journal() {
    return JournalReader.of(events, JournalSettings.DEFAULT);
  }

  private ReadSide reads() {
    return JournalReadSide.create(
        journal(), new HistorySettings(1 << 20, events), new ReplaySettings(1 << 20));
  }

  private void publish(String... payloads) {
    for (String payload : payloads) {
      Outcome outcome =
          CliRun.in(events, "publish", "--topic", "t", "--payload", payload, "--source", "s");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
  }
}
