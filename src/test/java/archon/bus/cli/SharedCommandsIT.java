package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.OtherProcess;
import archon.bus.TestJvm;
import archon.bus.cli.CliRun.Outcome;
import archon.bus.event.Json;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.ScriptedHolder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a directory that another process has open. */
final class SharedCommandsIT {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private OtherProcess node;

  @BeforeEach
  void open() throws IOException {
    node = OtherProcess.start();
    assertThat(node.ask("open %s archon.bus.node.timeout=2s".formatted(directory)))
        .isEqualTo("open");
  }

  @AfterEach
  void end() {
    node.close();
  }

  @Test
  void publishGoesToTheNodeAndStoresAnEventOnce() {
    Outcome first = publish("--payload", "{\"n\": 1}", "--id", ID);
    Outcome again = publish("--payload", "{\"n\": 1}", "--id", ID);
    Outcome other = publish("--payload", "{\"n\": 2}", "--id", ID);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).contains("stored as seq 1, on disk");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("it was stored before, as seq 1");
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(other.err()).contains(ID + " stands at seq 1 with other content");
    assertThat(NodeDescriptor.of(directory).pid()).isEqualTo(node.pid());
  }

  @Test
  void publishHoldsTheDirectoryItselfOnceTheNodeIsKilled() {
    node.kill();

    Outcome published = publish("--payload", "{}");

    assertThat(published.exitCode()).as(published.err()).isZero();
    assertThat(published.err()).contains("stored as seq 1");
    assertThat(NodeDescriptor.of(directory)).isNull();
  }

  @Test
  void commandsTellThePidOfANodeThatHangs() throws IOException {
    node.suspend();

    Outcome published =
        CliRun.in(
            directory,
            "publish",
            "-Darchon.bus.node.timeout=2s",
            "--topic",
            "t",
            "--source",
            "s",
            "--payload",
            "{}");
    Outcome subscribed =
        CliRun.in(
            directory,
            "subscribe",
            "-Darchon.bus.node.timeout=2s",
            "--topic",
            "t",
            "--name",
            "audit");

    assertThat(subscribed.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(subscribed.err())
        .startsWith("archon-bus: waiting for process " + node.pid())
        .contains("was not heard of")
        .doesNotContain("Listening");
    assertThat(published.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(published.err())
        .startsWith("archon-bus: topic \"t\": nothing was stored; publish again later: ")
        .contains("process " + node.pid())
        .contains("was not heard of");
    node.resume();
  }

  @Test
  void publishTellsHowToRepeatItWhenItIsEndedInTheMiddle(@TempDir Path other) throws Exception {
    try (ScriptedHolder silent = ScriptedHolder.serving(other)) {
      Process publish = publishing(other);
      assertThat(silent.node().hears().what()).isEqualTo("publish");

      publish.toHandle().destroy(); // Process itself would close the pipe

      try (BufferedReader said = publish.inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.lines())
            .contains(
                "archon-bus: event %s may or may not be stored; publish it again with --id %s, and it is stored once"
                    .formatted(ID, ID));
      }
    }
  }

  @Test
  void clearGoesToTheNode() {
    publish("--payload", "{}");
    publish("--payload", "{}");

    Outcome cleared = CliRun.in(directory, "clear", "--topic", "t", "--confirm");
    Outcome next = publish("--payload", "{}");

    assertThat(cleared.out()).contains("Cleared 2 events from topic 't'.");
    assertThat(next.err()).contains("stored as seq 3");
  }

  @Test
  void subscribeIsToldByTheNodeAndNeedNotLookAgain() throws Exception {
    Process subscriber = command("subscribe", "--topic", "t", "--count", "1", "--interval", "3600");
    await().atMost(PATIENCE).until(() -> guests().size() == 1);

    publish("--payload", "{\"n\": 1}");

    try (BufferedReader out = subscriber.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).contains("{\"n\": 1}");
    }
  }

  @Test
  void aNamedSubscriptionIsAGuestAndItsNameIsTakenMeanwhile() throws Exception {
    publish("--payload", "{\"n\": 1}");
    assertThat(node.ask("subscribe billing t")).isEqualTo("subscribe");

    Outcome second =
        CliRun.in(directory, "subscribe", "--topic", "t", "--name", "billing", "--count", "1");
    Outcome other =
        CliRun.in(
            directory, "subscribe", "--topic", "t", "--name", "audit", "--all", "--count", "1");
    Outcome listed = CliRun.in(directory, "subscriptions", "list");
    Outcome deleted = CliRun.in(directory, "subscriptions", "delete", "billing");

    assertThat(second.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(second.err())
        .contains("billing")
        .contains("has a live holder")
        .doesNotContain("Listening");
    assertThat(other.out()).contains("{\"n\": 1}");
    assertThat(listed.lines()).anyMatch(line -> line.matches("audit +t +no +t=2"));
    assertThat(listed.lines()).anyMatch(line -> line.matches("billing +t +yes .*"));
    assertThat(deleted.err()).contains("has a live holder");
    assertThat(CliRun.in(directory, "subscriptions", "delete", "audit").exitCode()).isZero();
  }

  @Test
  void statusTellsWhoHoldsTheDirectoryAndHowFarSubscriptionsAreBehind() throws IOException {
    publish("--payload", "{}");
    CliRun.in(directory, "subscribe", "--topic", "t", "--name", "audit", "--all", "--count", "1");
    publish("--payload", "{}");
    publish("--payload", "{}");
    OtherProcess guest = OtherProcess.start();
    guest.ask("open " + directory);

    JsonNode status = status();
    List<String> lines = CliRun.in(directory, "status").lines();

    assertThat(status.path("node").path("pid").asLong()).isEqualTo(node.pid());
    assertThat(status.path("node").path("guests")).hasSize(1);
    assertThat(status.at("/node/guests/0/pid").asLong()).isEqualTo(guest.pid());
    assertThat(status.at("/topics/0/last_seq").asLong()).isEqualTo(3);
    assertThat(status.at("/subscriptions/0/lag").asLong()).isEqualTo(2);
    assertThat(status.at("/subscriptions/0/live").asBoolean()).isFalse();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("Held by: process %d since ".formatted(node.pid())))
        .contains("Guests: process %d (bus)".formatted(guest.pid()))
        .contains("Topics: 1 with 3 events")
        .contains("  audit (t): nobody holds it, 2 events behind");
    guest.close();
  }

  @Test
  void statusTellsWhenNobodyHoldsTheDirectory() {
    node.kill();

    Outcome told = CliRun.in(directory, "status");

    assertThat(told.exitCode()).isZero();
    assertThat(told.out()).contains("Held by: nobody");
  }

  @Test
  void serveIsRefusedWhereAnotherProcessServesAndTakesOverFromItIfAskedTo() throws Exception {
    Outcome refused = CliRun.in(directory, "serve");
    Process standby = command("serve", "--standby");
    await().atMost(PATIENCE).until(() -> guests().size() == 1);

    node.kill();

    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("process " + node.pid()).contains("--standby");
    try (BufferedReader out = standby.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).contains("as process " + standby.pid());
      assertThat(publish("--payload", "{}").err()).contains("stored as seq 1");
      end(standby);
    }
    assertThat(NodeDescriptor.of(directory)).isNull();
  }

  @Test
  void aStandbyWaitsForANodeThatHangsToo() throws Exception {
    node.suspend();
    Process standby = standby(directory, "-Darchon.bus.node.timeout=2s");
    try (BufferedReader told = standby.inputReader(StandardCharsets.UTF_8)) {
      assertThat(told.readLine()).contains("standing by for " + directory);
      assertThat(told.readLine()).contains("process " + node.pid()).contains("was not heard of");

      node.kill();

      assertThat(told.readLine()).contains("as process " + standby.pid());
    } finally {
      end(standby);
    }
  }

  @Test
  void aStandbyWaitsForAHolderThatServesNobody(@TempDir Path quiet) throws Exception {
    ScriptedHolder holder = ScriptedHolder.alone(quiet);
    Process standby = standby(quiet, "-Darchon.bus.lock-wait=0s");
    try (BufferedReader told = standby.inputReader(StandardCharsets.UTF_8)) {
      assertThat(told.readLine()).contains("standing by for " + quiet);
      assertThat(told.readLine()).contains("expected it free");

      holder.close();

      assertThat(told.readLine()).contains("as process " + standby.pid());
    } finally {
      end(standby);
    }
  }

  private static Process publishing(Path directory) throws IOException {
    String[] words = {"publish", "--topic", "t", "--source", "s", "--payload", "{}", "--id", ID};
    List<Object> all = new ArrayList<>(List.of("--events-dir", directory));
    all.addAll(List.of(words));
    return TestJvm.of(ArchonBusCli.class, List.of(), all.toArray())
        .redirectErrorStream(true)
        .start();
  }

  private static Process standby(Path directory, String setting) throws IOException {
    return TestJvm.of(
            ArchonBusCli.class, List.of(), "--events-dir", directory, setting, "serve", "--standby")
        .redirectErrorStream(true)
        .start();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** In a process of its own. */
  private Process command(String... words) throws IOException {
    List<Object> all = new ArrayList<>(List.of("--events-dir", directory));
    all.addAll(List.of(words));
    return TestJvm.of(ArchonBusCli.class, List.of(), all.toArray()).start();
  }

  private JsonNode guests() {
    return status().path("node").path("guests");
  }

  private JsonNode status() {
    Outcome told = CliRun.in(directory, "status", "--json");
    return Json.parse(told.out()).node(); // also where the node is slow to answer
  }

  private Outcome publish(String... arguments) {
    String[] words = new String[arguments.length + 5];
    words[0] = "publish";
    words[1] = "--topic";
    words[2] = "t";
    words[3] = "--source";
    words[4] = "s";
    System.arraycopy(arguments, 0, words, 5, arguments.length);
    return CliRun.in(directory, words);
  }
}
