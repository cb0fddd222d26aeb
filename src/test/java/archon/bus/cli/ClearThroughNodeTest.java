package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import archon.bus.guest.ScriptedNode.Heard;
import archon.bus.link.Failure;
import archon.bus.member.ScriptedHolder;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code clear} of several topics where the node does not do all of it. */
final class ClearThroughNodeTest {
  @TempDir Path directory;

  @BeforeEach
  void writesTopics() {
    CliRun.predecessorFile(directory, "a", "s", "{}");
    CliRun.predecessorFile(directory, "b", "s", "{}");
    CliRun.predecessorFile(directory, "c", "s", "{}");
  }

  @Test
  void aTopicThatFailsDoesNotKeepTheOthersFromBeingCleared() {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      CompletableFuture<Outcome> clear = clear();
      fail(holder, "a", "a rests");
      fail(holder, "b", "b rests, too");
      answer(holder, "c", "1");

      Outcome outcome = clear.join();

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err()).isEqualTo("archon-bus: a rests\narchon-bus: b rests, too\n");
    }
  }

  @Test
  void whatANodeHasClearedIsNotClearedAgainWhenItHasGone() {
    CompletableFuture<Outcome> clear;
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      clear = clear();
      answer(holder, "a", "5"); // and the event that is there came later
      assertThat(holder.node().hears().topic()).isEqualTo("b");
    }

    Outcome outcome = clear.join();

    assertThat(outcome.out()).as(outcome.err()).isEqualTo("Cleared 7 total events.\n");
    assertThat(CliRun.in(directory, "topics").out()).isEqualTo("a\n");
  }

  private CompletableFuture<Outcome> clear() {
    return CompletableFuture.supplyAsync(() -> CliRun.in(directory, "clear", "--confirm"));
  }

  private static void fail(ScriptedHolder holder, String topic, String why) {
    long number = number(holder, topic);
    Failure failure = new Failure("topic-unavailable", why, topic, null, 0);
    holder.node().say(out -> out.failed(number, failure));
  }

  private static void answer(ScriptedHolder holder, String topic, String json) {
    long number = number(holder, topic);
    holder.node().say(out -> out.answer(number, json));
  }

  private static long number(ScriptedHolder holder, String topic) {
    Heard heard = holder.node().hears();
    assertThat(heard.topic()).isEqualTo(topic);
    return heard.number();
  }
}
