package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.failureOf;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static archon.bus.BusCalls.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import archon.bus.event.BusClosed;
import archon.bus.event.Event;
import archon.bus.read.HistoryQuery;
import archon.bus.read.StartPosition;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.PublishResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Buses that are closed, opened again and side by side. */
@ParameterizedClass
@EnumSource
final class EventBusLifeTest {
  @Parameter TestRole role;
  @TempDir Path directory;
  private EventBus bus;

  @BeforeEach
  void open() {
    bus = role.open(directory.resolve("events"));
  }

  @AfterEach
  void close() {
    bus.close();
    role.leave();
  }

  @Test
  void aNamedSubscriptionResumesWhereItStopped() {
    SubscriptionRequest request =
        SubscriptionRequest.topic("named.*").named("archive").from(StartPosition.All.INSTANCE);
    Queue<Long> before = new ConcurrentLinkedQueue<>();
    Queue<Long> after = new ConcurrentLinkedQueue<>();
    publish(bus, event("named.a", "s", 0), event("named.a", "s", 1));
    join(bus.subscribe(request, stored -> before.add(stored.seq())));
    await().until(() -> before.size() == 2);
    bus.close();
    open();
    publish(bus, event("named.a", "s", 2), event("named.b", "s", 0));

    join(bus.subscribe(request, stored -> after.add(stored.seq())));

    await().until(() -> after.size() == 2);
    assertThat(after).containsExactlyInAnyOrder(3L, 1L);
    assertThat(join(bus.namedSubscriptions())).hasSize(1);
  }

  @Test
  @Timeout(60)
  void manyNamedSubscriptionsBeginAtOnce() {
    List<CompletionStage<Subscription>> subscribed = new ArrayList<>();

    for (int i = 0; i < 50; i++) { // more than there are threads for reading
      SubscriptionRequest request = SubscriptionRequest.topic("named.*").named("name-" + i);
      subscribed.add(bus.subscribe(request, stored -> {}));
    }

    subscribed.forEach(BusCalls::join);
    assertThat(join(bus.namedSubscriptions())).hasSize(50);
  }

  @Test
  void twoHandlesOnOneDirectoryShareTheBus() {
    try (EventBus second = role.open(directory.resolve("events"))) {
      Queue<Event> received = new ConcurrentLinkedQueue<>();
      join(second.subscribe("shared", received::add));

      join(bus.publish(event("shared", "s", 0)));

      await().until(() -> received.size() == 1);
    }
    assertThat(join(bus.publish(event("shared", "s", 1))).seq()).isEqualTo(2);
  }

  @Test
  void severalBusesLiveInOneJvm() {
    try (EventBus other = role.open(directory.resolve("other"))) {
      join(other.publish(event("t", "s", 0)));

      assertThat(join(other.topics())).containsExactly("t");
      assertThat(join(bus.topics())).isEmpty();
    }
  }

  @Test
  void closeStoresWhatWasAcceptedAndIsIdempotent() {
    List<CompletionStage<PublishResult>> accepted = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      accepted.add(bus.publish("closing", Map.of("i", i), "s"));
    }

    bus.close();
    bus.close();

    assertThat(accepted)
        .allSatisfy(result -> assertThat(result.toCompletableFuture()).isCompleted());
    assertThat(failureOf(bus.publish("closing", Map.of(), "s"))).isInstanceOf(BusClosed.class);
    assertThatThrownBy(() -> bus.history(HistoryQuery.all())).isInstanceOf(BusClosed.class);
    open();
    assertThat(history(bus, HistoryQuery.topic("closing"))).hasSize(1_000);
  }
}
