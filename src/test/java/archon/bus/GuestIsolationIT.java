package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.TopicUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with one topic, or one guest, is no trouble for others. */
final class GuestIsolationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int EVENTS = 200;

  /** A node's connections are given a second to send what there is; then they are cut. */
  private static final Duration TO_CLOSE = Duration.ofSeconds(10);

  private final Ledger ledger = new Ledger();

  @TempDir Path directory;
  private OtherProcess node;
  private OtherProcess stopped;

  @BeforeEach
  void open() throws IOException {
    node = OtherProcess.start(words -> ledger.note("node", words));
    stopped = OtherProcess.start(words -> ledger.note("stopped", words));
  }

  @AfterEach
  void close() {
    node.close();
    stopped.close();
  }

  @Test
  void aTopicThatCannotBeOpenedHoldsUpNoOtherOfAGuestAlsoWhenItTakesOver() throws IOException {
    Files.createDirectory(directory.resolve("bad.jsonl"));
    node.ask("open " + directory);

    try (EventBus guest = EventBus.open(directory)) {
      assertGoodTopicIsPublishedTo(guest, 1);
      node.kill();
      assertGoodTopicIsPublishedTo(guest, EVENTS + 1);
    }
  }

  private static void assertGoodTopicIsPublishedTo(EventBus guest, long firstSeq) {
    List<CompletionStage<PublishResult>> good = new ArrayList<>();
    List<CompletableFuture<PublishResult>> bad = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      bad.add(guest.publish(event("bad", "s", i)).toCompletableFuture());
      good.add(guest.publish(event("good", "s", i)));
    }

    assertThat(good)
        .extracting(result -> join(result).seq())
        .containsExactlyElementsOf(LongStream.range(firstSeq, firstSeq + EVENTS).boxed().toList());
    assertThat(bad)
        .allSatisfy(
            result ->
                assertThat(result)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .extracting(Throwable::getCause)
                    // The other if it was on its way to a node that was being killed.
                    .isInstanceOfAny(TopicUnavailable.class, PublishOutcomeUnknown.class));
  }

  @Test
  void aGuestThatIsStoppedHoldsUpNeitherTheNodeNorOthersAndNotTheNodesEnd() throws IOException {
    node.ask("open " + directory);
    stopped.ask("open " + directory);
    stopped.ask("subscribe stopped >");
    stopped.ask("load 500 orders");
    awaitAcknowledged(100);

    try (EventBus guest = EventBus.open(directory)) {
      stopped.suspend();
      node.ask("load 500 orders mail");
      awaitAcknowledged(ledger.countAcknowledged() + 1_000);
      List<CompletionStage<PublishResult>> published = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        published.add(guest.publish(event("topic." + i % 1_000, "s", i)));
      }
      published.forEach(BusCalls::join);
      assertThat(node.ask("quiet")).isEqualTo("quiet");
      CompletableFuture<String> closed = CompletableFuture.supplyAsync(() -> node.ask("close"));

      assertThat(closed).succeedsWithin(TO_CLOSE).isEqualTo("close");
      assertThat(join(guest.publish(event("orders", "s", 0))).seq()).isPositive();
      stopped.resume();
      assertThat(stopped.ask("quiet")).isEqualTo("quiet");
      var lastSeqs = ledger.requireStored(guest);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(ledger.lastReceived("stopped")).containsAllEntriesOf(lastSeqs));
    }
    assertThat(ledger.faults()).isEmpty();
  }

  private void awaitAcknowledged(int events) {
    await().atMost(PATIENCE).until(() -> ledger.countAcknowledged() >= events);
  }
}
