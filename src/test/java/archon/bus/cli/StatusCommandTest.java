package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import archon.bus.event.Json;
import archon.bus.member.ScriptedHolder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status}, and {@code serve} where it is refused, beside all sorts of holders. */
final class StatusCommandTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final String HELD = "Held by: process " + PID + " since 1970-01-01T00:00:00Z";

  @TempDir Path directory;

  @BeforeEach
  void holdsATopicAndASubscription() {
    CliRun.predecessorFile(directory, "t", "s", "{}", "{}");
    Outcome subscribed =
        CliRun.in(
            directory, "subscribe", "--topic", "t", "--name", "audit", "--all", "--count", "1");
    assertThat(subscribed.exitCode()).as(subscribed.err()).isZero();
  }

  @Test
  void tellsEverythingThatTheFilesTellWhereTheNodeHangs() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), holder.node().secrets().proof());

      Outcome text = CliRun.in(directory, "status", "-Darchon.bus.node.timeout=2s");

      assertThat(text.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(text.lines())
          .containsExactly(
              "Directory: " + directory,
              HELD + ", which gave no answer",
              "Guests: not known",
              "Topics: 1 with 2 events",
              "Named subscriptions: 1",
              "  audit (t): nobody holds it, 1 event behind");
      assertThat(text.err())
          .startsWith(
              "archon-bus: no answer from whoever holds the directory: not heard of for 2000 ms, so it hangs")
          .contains("look why, or end it")
          .doesNotContain("process " + PID);
    }
  }

  @Test
  void doesNotWaitAsLongAsPublishersDo() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), holder.node().secrets().proof());

      Outcome outcome = CliRun.in(directory, "status", "--json", "-Darchon.bus.node.timeout=10m");
      JsonNode json = Json.parse(outcome.out()).node();

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err()).contains("not heard of for 3000 ms");
      assertThat(json.at("/node/problem").asText()).contains("not heard of for 3000 ms");
      assertThat(json.at("/topics/0/last_seq").asLong()).isEqualTo(2);
    }
  }

  @Test
  void tellsThatAHolderLetsNobodyInWhereThatIsConfigured() throws IOException {
    Path descriptor = directory.resolve(".archon-bus/node.json");
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      holder.announce(0, holder.node().secrets().proof());
      Outcome withoutUrl = CliRun.in(directory, "status");
      Files.writeString(
          descriptor,
          Files.readString(descriptor).replace("{", "{\"url\":\"http://127.0.0.1:1\","));
      Outcome withUrl = CliRun.in(directory, "status");
      JsonNode json = Json.parse(CliRun.in(directory, "status", "--json").out()).node();

      String off = ", which lets no other process in (archon.bus.node.listen = off)";
      assertThat(withoutUrl.exitCode()).as(withoutUrl.err()).isZero();
      assertThat(withoutUrl.lines()).contains(HELD + off);
      assertThat(withUrl.exitCode()).as(withUrl.err()).isZero();
      assertThat(withUrl.lines()).contains(HELD + ", at http://127.0.0.1:1" + off);
      assertThat(json.at("/node/serves").asBoolean()).isFalse();
      assertThat(json.at("/node/problem").isNull()).isTrue();
    }
  }

  @Test
  void listsGuestsByPidAndTellsWhatTheyAre() {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      CompletableFuture<Outcome> status =
          CompletableFuture.supplyAsync(() -> CliRun.in(directory, "status"));
      long number = holder.node().hears().number();
      String guests =
          """
          [{"pid":12,"kind":"command"},{"pid":%d,"kind":"command"},{"pid":9,"kind":"bus"}]"""
              .formatted(PID);
      holder.node().say(out -> out.answer(number, guests));

      assertThat(status.join().lines()).contains("Guests: process 9 (bus), process 12 (command)");
    }
  }

  @Test
  void tellsWhyANodeDoesNotLetItIn() {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      holder.node().refuse("it is full");

      Outcome outcome = CliRun.in(directory, "status");

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err()).contains("it is full");
      assertThat(outcome.lines()).contains("Guests: not known", "Topics: 1 with 2 events");
    }
  }

  @Test
  void tellsWhichTopicsAreNotWell() throws IOException {
    Files.createDirectory(directory.resolve("bad.jsonl"));

    Outcome text = CliRun.in(directory, "status");
    JsonNode json = Json.parse(CliRun.in(directory, "status", "--json").out()).node();

    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.lines())
        .contains("Topics: 2 with 2 events")
        .anyMatch(line -> line.startsWith("  bad: unreadable: "));
    assertThat(json.at("/topics/0/health").asText()).isEqualTo("unreadable");
    assertThat(json.at("/topics/1/health").asText()).isEqualTo("ok");
  }

  @Test
  void namesTheNextSeqOfASubscriptionAsSuch() {
    JsonNode status = Json.parse(CliRun.in(directory, "status", "--json").out()).node();
    Outcome listed = CliRun.in(directory, "subscriptions", "list", "--json");

    assertThat(status.at("/subscriptions/0/next_seq/t").asLong()).isEqualTo(2);
    assertThat(status.at("/subscriptions/0/lag").asLong()).isEqualTo(1);
    assertThat(status.at("/subscriptions/0").has("positions")).isFalse();
    assertThat(Json.parse(listed.out()).toString())
        .isEqualTo(
            "[{\"name\":\"audit\",\"topics\":[\"t\"],\"live\":false,\"next_seq\":{\"t\":2}}]");
  }

  @Test
  void serveTellsThatTheNodeHangs() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), holder.node().secrets().proof());

      Outcome outcome = CliRun.in(directory, "serve", "-Darchon.bus.node.timeout=2s");

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err())
          .contains("process " + PID + " serves it since")
          .contains("gave no answer: not heard of for 2000 ms");
    }
  }
}
