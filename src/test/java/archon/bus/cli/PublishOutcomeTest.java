package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import archon.bus.link.Failure;
import archon.bus.member.ScriptedHolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code publish} tells where the node does not answer as it should. */
final class PublishOutcomeTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final String UNKNOWN =
      "archon-bus: event %s may or may not be stored; publish it again with --id %s, and it is stored once"
          .formatted(ID, ID);

  @TempDir Path directory;
  private @Nullable ScriptedHolder holder;

  @BeforeEach
  void hold() {
    holder = ScriptedHolder.serving(directory);
  }

  @AfterEach
  void letGo() {
    if (holder != null) {
      holder.close();
    }
    holder = null;
  }

  @Test
  void nothingWasStoredWhereTheNodeLetsNobodyIn() {
    holder.node().refuse("it is full");

    Outcome outcome = published("--id", ID).join();

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .startsWith("archon-bus: topic \"t\": nothing was stored; publish again later: process ")
        .contains("it is full");
  }

  @Test
  void nothingWasStoredWhereTheHolderServesNobody() throws IOException {
    Files.delete(directory.resolve(".archon-bus/node.json"));

    Outcome outcome = published("-Darchon.bus.lock-wait=0s").join();

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .startsWith("archon-bus: topic \"t\": nothing was stored; publish again later: ")
        .contains("another process holds it");
  }

  @Test
  void itIsNotKnownWhereTheNodeFallsSilentWithTheEvent() {
    CompletableFuture<Outcome> publish = published("--id", ID);
    holder.node().hears();
    holder.node().fallSilent();

    Outcome outcome = publish.join();

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith(UNKNOWN + ": process ").contains("was not heard of");
  }

  @Test
  void itIsNotKnownWhereTheNodeDoesNotKnow() {
    CompletableFuture<Outcome> publish = published("--id", ID);
    long number = holder.node().hears().number();
    holder
        .node()
        .say(out -> out.failed(number, new Failure("outcome-unknown", "disk broke", "t", null, 0)));

    assertThat(publish.join().err()).isEqualTo(UNKNOWN + ": disk broke\n");
  }

  @Test
  void itIsNotKnownWhereTheNodeFailsInAWayThatHasNoName() {
    CompletableFuture<Outcome> publish = published("--id", ID);
    long number = holder.node().hears().number();
    holder
        .node()
        .say(out -> out.failed(number, new Failure("other", "something new", null, null, 0)));

    assertThat(publish.join().err()).isEqualTo(UNKNOWN + ": something new\n");
  }

  @Test
  void itIsNotKnownWhereTheNodeGoesAwayAndNobodyElseCanBeReached() throws IOException {
    CompletableFuture<Outcome> publish = published("--id", ID, "-Darchon.bus.lock-wait=0s");
    holder.node().hears();
    Files.delete(directory.resolve(".archon-bus/node.json"));
    holder.node().endConnection();

    Outcome outcome = publish.join();

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).startsWith(UNKNOWN + ": ").contains("another process holds it");
  }

  @Test
  void itIsStoredOnceWhereTheNodeGoesAwayWithoutHavingStoredIt() {
    CompletableFuture<Outcome> publish = published("--id", ID);
    holder.node().hears();
    letGo();

    Outcome outcome = publish.join();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEqualTo("archon-bus: stored as seq 1, on disk\n");
  }

  @Test
  void itIsNotStoredAgainWhereTheNodeHadStoredItAndOthersSinceThen() {
    letGo();
    published("--id", ID).join();
    published().join();
    holder = ScriptedHolder.serving(directory);

    CompletableFuture<Outcome> publish =
        published("--id", ID, "-Darchon.bus.topic.idempotence-horizon=1");
    holder.node().hears();
    letGo();

    assertThat(publish.join().err()).contains("it was stored before, as seq 1");
    assertThat(CliRun.in(directory, "history").lines()).hasSize(2);
  }

  @Test
  void anotherEventWithTheSameIdIsNotTakenForIt() {
    letGo();
    published("--id", ID, "--correlation-id", "other").join();
    holder = ScriptedHolder.serving(directory);

    CompletableFuture<Outcome> publish = published("--id", ID);
    holder.node().hears();
    letGo();

    assertThat(publish.join().exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(publish.join().err()).contains(ID + " stands at seq 1 with other content");
  }

  private CompletableFuture<Outcome> published(String... more) {
    List<String> words = new ArrayList<>(List.of("publish", "--topic", "t", "--payload", "{}"));
    words.addAll(List.of("--source", "s", "-Darchon.bus.node.timeout=2s"));
    words.addAll(List.of(more));
    return CompletableFuture.supplyAsync(() -> CliRun.in(directory, words.toArray(String[]::new)));
  }
}
