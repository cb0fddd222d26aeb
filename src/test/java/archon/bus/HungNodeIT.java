package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.failureOf;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.guest.NodeNotResponding;
import archon.bus.journal.NodeDescriptor;
import archon.bus.read.HistoryQuery;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.TopicUnavailable;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are stopped and do not know it. */
final class HungNodeIT {
  private static final String TIMEOUT = "archon.bus.node.timeout=2s";
  private static final int MAX_PENDING = 1_000;
  private static final Config SETTINGS =
      ConfigFactory.parseString(TIMEOUT + "\narchon.bus.topic.max-pending-events=" + MAX_PENDING)
          .withFallback(ConfigFactory.load());
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Ledger ledger = new Ledger();

  @TempDir Path directory;
  private OtherProcess node;
  private OtherProcess other;
  private EventBus guest;

  @BeforeEach
  void open() throws IOException {
    node = OtherProcess.start();
    other = OtherProcess.start(words -> ledger.note("other", words));
    node.ask("open %s %s".formatted(directory, TIMEOUT));
    guest = EventBus.open(directory, SETTINGS);
  }

  @AfterEach
  void close() {
    node.close();
    other.close();
    guest.close();
  }

  @Test
  void publishesFailWithThePidOfANodeThatHangsAndGoOnWithIt() throws IOException {
    Event before = event("orders", "s", 0);
    Event unanswered = event("orders", "s", 1);
    join(guest.publish(before));

    node.suspend();
    CompletionStage<PublishResult> sent = guest.publish(unanswered);
    Throwable failure = failureOf(sent);
    Throwable later = failureOf(guest.publish(event("orders", "s", 2)));
    node.resume();

    assertThat(failure).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(List.of(failure, later))
        .allSatisfy(
            each -> {
              assertThat(each)
                  .isInstanceOfAny(PublishOutcomeUnknown.class, TopicUnavailable.class)
                  .hasMessageContaining("process " + node.pid())
                  .hasCauseInstanceOf(NodeNotResponding.class);
              assertThat(((NodeNotResponding) each.getCause()).pid()).isEqualTo(node.pid());
            });
    PublishResult again = join(guest.publish(unanswered));
    assertThat(join(guest.publish(event("orders", "s", 3))).seq()).isGreaterThan(again.seq());
    assertThat(history(guest, HistoryQuery.topic("orders")))
        .filteredOn(stored -> stored.event().equals(unanswered))
        .hasSize(1);
  }

  @Test
  void nobodyTakesOverWhileANodeThatHangsHoldsTheLock() throws IOException {
    node.suspend();
    failureOf(guest.publish(event("orders", "s", 0)));

    String opened = other.ask("open %s %s".formatted(directory, TIMEOUT));

    assertThat(opened).contains("NodeNotResponding").contains("process " + node.pid());
    assertThat(NodeDescriptor.of(directory)).extracting(NodeDescriptor::pid).isEqualTo(node.pid());
    node.kill();
    assertThat(join(guest.publish(event("orders", "s", 1))).seq()).isPositive();
    assertThat(NodeDescriptor.of(directory))
        .extracting(NodeDescriptor::pid)
        .isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void aGuestThatWasStoppedItselfDoesNotBlameTheNode() throws IOException {
    other.ask("open %s %s".formatted(directory, TIMEOUT));
    other.ask("load 500 orders");
    awaitAcknowledged(500);

    other.suspend();
    int before = ledger.countAcknowledged();
    await().pollDelay(Duration.ofSeconds(4)).until(() -> true); // it is to be stopped so long
    other.resume();

    awaitAcknowledged(before + 500);
    assertThat(other.ask("quiet")).isEqualTo("quiet");
    assertThat(ledger.faults()).isEmpty();
  }

  @Test
  void aGuestThatIsClosedWhileTheNodeHangsEndsWhenItHasToTakeOver() throws IOException {
    node.suspend();
    List<CompletableFuture<PublishResult>> publishes =
        List.of(
            guest.publish(event("orders", "s", 0)).toCompletableFuture(),
            guest.publish(event("mail", "s", 0)).toCompletableFuture());

    CompletableFuture<Void> closed = CompletableFuture.runAsync(guest::close);
    node.kill();

    assertThat(closed).succeedsWithin(PATIENCE);
    assertThat(publishes).allSatisfy(publish -> assertThat(publish).isDone());
  }

  @Test
  void aGuestEndsWithTheTimeoutWhenItIsClosedWhileTheNodeHangs() throws IOException {
    node.suspend();
    CompletionStage<PublishResult> unanswered = guest.publish(event("orders", "s", 0));

    guest.close();

    assertThat(failureOf(unanswered)).hasMessageContaining("process " + node.pid());
    node.resume();
  }

  @Test
  void aNamedSubscriptionEndsThoughItsPositionCannotBeStored() throws IOException {
    Queue<StoredEvent> received = new ConcurrentLinkedQueue<>();
    join(guest.subscribe(SubscriptionRequest.topic("orders").named("archive"), received::add));
    join(guest.publish(event("orders", "s", 0)));
    await().atMost(PATIENCE).until(() -> !received.isEmpty());

    node.suspend();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(guest::close);

    assertThat(closed).succeedsWithin(PATIENCE);
    node.resume();
  }

  @Test
  void aGuestHoldsNoMoreThanItMayWhileTheNodeHangs() throws IOException {
    node.suspend();
    List<CompletableFuture<PublishResult>> publishes = new ArrayList<>();
    for (int i = 0; i <= MAX_PENDING; i++) {
      publishes.add(guest.publish(event("orders", "s", i)).toCompletableFuture());
    }

    assertThat(failureOf(publishes.get(MAX_PENDING))).isInstanceOf(BusOverloaded.class);
    node.resume();
    publishes.remove(MAX_PENDING);
    assertThat(publishes).extracting(publish -> join(publish).seq()).isSorted();
  }

  @Test
  void callsFailWithThePidOfANodeThatHangs() throws IOException {
    join(guest.publish(event("orders", "s", 0)));

    node.suspend();
    Throwable failure = failureOf(guest.clear(ClearRequest.topic("orders")));

    assertThat(failure).isInstanceOf(NodeNotResponding.class);
    assertThat(failure).hasMessageContaining("process " + node.pid());
    node.resume();
  }

  private void awaitAcknowledged(int events) {
    await().atMost(PATIENCE).until(() -> ledger.countAcknowledged() >= events);
  }
}
