package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.EventBus;
import archon.bus.cli.CliRun.Outcome;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.journal.Damage;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.read.HistorySettings;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReplaySettings;
import archon.bus.read.TopicCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From damage to a topic that takes events again, as somebody at a shell does it. */
final class RepairCommandTest {
  @TempDir Path events;

  private void publish(String topic, int count) {
    try (EventBus bus = EventBus.open(events)) {
      for (int i = 0; i < count; i++) {
        bus.publish(Event.create(topic, Map.of("n", i), "test")).toCompletableFuture().join();
      }
    }
  }

  private void damageLine(String file, int line) throws IOException {
    Path lines = events.resolve(file);
    Damage.flipBit(lines, Damage.startOfLine(lines, line) + 30);
  }

  @Test
  void hasNothingToDoForAnIntactDirectory() {
    publish("orders", 3);

    Outcome outcome = CliRun.in(events, "repair", "--confirm");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(outcome.lines()).containsExactly("no damage");
  }

  @Test
  void tellsFirstAndThenDoesWhatItTold() throws IOException {
    publish("orders", 5);
    publish("bills", 2);
    damageLine("orders.jsonl", 3);
    byte[] damaged = Files.readAllBytes(events.resolve("orders.jsonl"));

    Outcome told = CliRun.in(events, "repair");

    assertThat(told.exitCode()).isEqualTo(ExitCode.DAMAGED);
    assertThat(told.lines()).hasSize(1);
    assertThat(told.lines().get(0))
        .startsWith("to do: " + events.resolve("orders.jsonl") + ", topic orders: replace ")
        .endsWith(" by a mark that seq 3 to 3 are lost");
    assertThat(told.err()).contains("--confirm");
    assertThat(Files.readAllBytes(events.resolve("orders.jsonl"))).isEqualTo(damaged);

    Outcome done = CliRun.in(events, "repair", "--topic", "orders", "--confirm");

    assertThat(done.exitCode()).as(done.err()).isEqualTo(ExitCode.OK);
    assertThat(done.lines().get(0)).startsWith("done: ").contains("seq 3 to 3 are lost");
    try (Stream<Path> kept = Files.list(events.resolve(".archon-bus/quarantine"))) {
      assertThat(Files.readAllBytes(kept.findFirst().orElseThrow())).isEqualTo(damaged);
    }
    Outcome verified = CliRun.in(events, "verify");
    assertThat(verified.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(verified.out()).contains("note: ").contains("a repair put a mark there");
    publish("orders", 1);
    Outcome history = CliRun.in(events, "history", "--topic", "orders", "--jsonl");
    assertThat(history.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(history.lines()).hasSize(5);
    assertThat(CliRun.in(events, "topics", "--long").out()).doesNotContain("damaged");
  }

  @Test
  void readersGoOnBehindLostEventsWithAGapAlsoAtTheEnd() throws IOException {
    publish("orders", 5);
    damageLine("orders.jsonl", 2);
    damageLine("orders.jsonl", 5);

    CliRun.in(events, "repair", "--confirm");

    try (TopicCursor cursor = reads().from("orders", 1)) {
      TopicCursor.Batch first = cursor.next(10, 1 << 20);
      assertThat(first.gap()).isNull();
      assertThat(first.events()).extracting(StoredEvent::seq).containsExactly(1L);
      TopicCursor.Batch second = cursor.next(10, 1 << 20);
      assertThat(second.gap()).isEqualTo(new TopicCursor.Gap(2, 2));
      assertThat(second.events()).extracting(StoredEvent::seq).containsExactly(3L, 4L);
      assertThat(cursor.next(10, 1 << 20))
          .isEqualTo(new TopicCursor.Batch(List.of(), new TopicCursor.Gap(5, 5)));
      assertThat(cursor.next(10, 1 << 20)).isEqualTo(new TopicCursor.Batch(List.of(), null));
    }
  }

  private JournalReadSide reads() {
    return JournalReadSide.create(
        JournalReader.of(events, JournalSettings.DEFAULT),
        new HistorySettings(1 << 20, events),
        new ReplaySettings(1 << 20));
  }

  @Test
  void aTopicTakesEventsAlsoBeforeItIsRepaired() throws IOException {
    publish("orders", 5);
    damageLine("orders.jsonl", 5);

    publish("orders", 2);

    Outcome history = CliRun.in(events, "history", "--topic", "orders", "--jsonl");
    assertThat(history.exitCode()).isEqualTo(ExitCode.DAMAGED);
    assertThat(history.lines()).hasSize(6);
    assertThat(history.err()).contains("archon-bus verify --topic 'orders'");
  }

  @Test
  void verifiesAndProposesWhileANodeRuns() throws IOException {
    publish("orders", 2);
    damageLine("orders.jsonl", 1);
    try (EventBus bus = EventBus.open(events)) {
      assertThat(CliRun.in(events, "verify").exitCode()).isEqualTo(ExitCode.DAMAGED);
      assertThat(CliRun.in(events, "repair").exitCode()).isEqualTo(ExitCode.DAMAGED);
      assertThat(bus.topics().toCompletableFuture().join()).containsExactly("orders");
    }
  }
}
