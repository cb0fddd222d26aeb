package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.EventBus;
import archon.bus.cli.CliRun.Outcome;
import archon.bus.event.Event;
import archon.bus.journal.Damage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {
  @TempDir Path events;

  private void publish(String topic, int count) {
    try (EventBus bus = EventBus.open(events)) {
      for (int i = 0; i < count; i++) {
        bus.publish(Event.create(topic, Map.of("n", i), "test")).toCompletableFuture().join();
      }
    }
  }

  @Test
  void saysThatAnIntactDirectoryIsIntact() throws IOException {
    publish("orders", 3);
    CliRun.predecessorFile(events, "task.done", "ezra", "{}", "{}");
    Files.writeString(events.resolve("task.failed.jsonl"), "no event\n");

    Outcome outcome = CliRun.in(events, "verify");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(outcome.lines()).hasSize(2);
    assertThat(outcome.lines().get(0)).startsWith("note: ").contains("task.failed.jsonl at byte 0");
    assertThat(outcome.lines().get(1)).isEqualTo("no damage in 5 lines");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void tellsDamageWithItsPlaceAndExitCodeThree() throws IOException {
    publish("orders", 3);
    publish("bills", 2);
    Damage.flipBit(events.resolve("orders.jsonl"), 30);

    Outcome outcome = CliRun.in(events, "verify");
    Outcome ofOthers = CliRun.in(events, "verify", "--topic", "bills");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
    assertThat(outcome.lines()).hasSize(2);
    assertThat(outcome.lines().get(0))
        .startsWith("damage: " + events.resolve("orders.jsonl"))
        .contains(" at byte 0, seq 1 of topic orders: the checksum is ");
    assertThat(outcome.lines().get(1)).isEqualTo("1 damaged place in 4 lines");
    assertThat(outcome.err()).contains("archon-bus repair");
    assertThat(ofOthers.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void printsOneJsonObject() throws IOException {
    publish("orders", 3);
    JsonNode intact = new JsonMapper().readTree(CliRun.in(events, "verify", "--json").out());
    Damage.flipBit(events.resolve("orders.jsonl"), 30);

    JsonNode damaged = new JsonMapper().readTree(CliRun.in(events, "verify", "--json").out());

    assertThat(intact.toString()).isEqualTo("{\"findings\":[],\"lines\":3,\"damaged\":0}");
    assertThat(damaged.path("damaged").asInt()).isEqualTo(1);
    JsonNode finding = damaged.path("findings").path(0);
    assertThat(finding.path("damage").asBoolean()).isTrue();
    assertThat(finding.path("kind").asText()).isEqualTo("line");
    assertThat(finding.path("topic").asText()).isEqualTo("orders");
    assertThat(finding.path("file").asText()).isEqualTo(events.resolve("orders.jsonl").toString());
    assertThat(finding.path("byte_offset").asLong()).isZero();
    assertThat(finding.path("seq").asLong()).isEqualTo(1);
    assertThat(finding.path("what").asText()).contains("checksum");
  }
}
