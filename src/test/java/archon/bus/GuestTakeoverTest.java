package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.failureOf;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static archon.bus.BusCalls.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.BusClosed;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.guest.NodeNotResponding;
import archon.bus.guest.ScriptedNode.Heard;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.ScriptedHolder;
import archon.bus.read.HistoryQuery;
import archon.bus.read.StartPosition;
import archon.bus.subscription.NamedSubscription;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.PekkoDefaults;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bus whose directory another process seems to hold, and what becomes of it. */
@Timeout(120)
final class GuestTakeoverTest {
  @TempDir Path directory;
  private ScriptedHolder holder;

  @BeforeEach
  void hold() {
    holder = ScriptedHolder.serving(directory);
  }

  private EventBus open() {
    return EventBus.open(directory, config());
  }

  private static Config config() {
    return ConfigFactory.parseString("archon.bus.node.timeout = 2s")
        .withFallback(ConfigFactory.load());
  }

  @Test
  void whatTheNodeDidNotAnswerIsStoredOnceByTheNextOne() {
    try (EventBus bus = open()) {
      List<CompletionStage<PublishResult>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        results.add(bus.publish(event("orders", "s", i)));
      }
      holder.node().hears();

      holder.close();

      results.forEach(BusCalls::join);
      assertThat(history(bus, HistoryQuery.topic("orders"))).hasSize(100);
      assertThat(results).extracting(r -> join(r).seq()).isSorted();
    }
  }

  @Test
  void aSubscriberGoesOnWhenItsProcessTakesOver() {
    try (EventBus bus = open()) {
      Queue<Event> received = new ConcurrentLinkedQueue<>();
      join(bus.subscribe("orders", received::add));

      holder.close();
      publish(bus, event("orders", "s", 0), event("orders", "s", 1));

      await().until(() -> received.size() == 2);
    }
  }

  @Test
  void takesOverAtAnotherPortIfTheStatedOneIsTakenSinceOthersWaitForANode() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EventBus bus =
            EventBus.open(
                directory,
                ConfigFactory.parseString("archon.bus.node.port = " + taken.getLocalPort())
                    .withFallback(config()))) {
      holder.close();

      join(bus.whenNode());
      assertThat(NodeDescriptor.of(directory).service().link())
          .isPositive()
          .isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void closingWaitsForTheNextNodeWhichItsProcessMayHaveToBe() throws Exception {
    EventBus bus = open();
    CompletionStage<PublishResult> result = bus.publish(event("orders", "s", 0));
    holder.node().hears();
    CompletionStage<?> closed = bus.closeAsync();
    holder.node().endConnection();

    holder.close();

    join(closed);
    assertThat(join(result).seq()).isEqualTo(1);
    await().until(() -> !isGuestThreadAlive());
    try (EventBus next = open()) {
      assertThat(history(next, HistoryQuery.topic("orders"))).hasSize(1);
    }
  }

  private static boolean isGuestThreadAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("archon-bus-guest"));
  }

  @Test
  void publishesFailAndNoThreadStaysWhenTheActorSystemEnds() {
    ActorSystem<?> system =
        ActorSystem.create(
            Behaviors.empty(),
            "users",
            ConfigFactory.parseString(
                    """
                    archon.bus.node.timeout = 10m
                    pekko.coordinated-shutdown.phases.service-requests-done.timeout = 1s
                    """)
                .withFallback(
                    ConfigFactory.parseMap(Map.of("archon.bus.events-dir", directory.toString())))
                .withFallback(PekkoDefaults.overrides())
                .withFallback(ConfigFactory.load())
                .resolve());
    EventBus bus = EventBus.open(system);
    CompletionStage<PublishResult> result = bus.publish(event("orders", "s", 0));
    holder.node().hears();

    system.terminate();

    assertThat(failureOf(result))
        .isInstanceOf(PublishOutcomeUnknown.class)
        .hasCauseInstanceOf(BusClosed.class);
    await().until(() -> !isGuestThreadAlive());
    holder.close();
    bus.close();
  }

  @Test
  void aPositionIsStoredNoFurtherThanTheNodeIsDurable() {
    holder.close();
    try (EventBus node = open()) {
      publish(node, event("orders", "s", 0), event("orders", "s", 1), event("orders", "s", 2));
    }
    holder = ScriptedHolder.serving(directory);
    EventBus bus = open();
    Queue<StoredEvent> handled = new ConcurrentLinkedQueue<>();

    CompletionStage<Subscription> subscribed =
        bus.subscribe(
            SubscriptionRequest.topic("orders").named("archive").from(StartPosition.All.INSTANCE),
            handled::add);
    answerEnds("[[\"orders\",2]]");
    Subscription subscription = join(subscribed);
    await().until(() -> handled.size() == 3);
    CompletionStage<?> ended = subscription.unsubscribe();
    answerEnds("[[\"orders\",2]]");
    join(ended);

    List<NamedSubscription> named = join(bus.namedSubscriptions());
    assertThat(named)
        .extracting(NamedSubscription::positions)
        .containsExactly(Map.of("orders", 3L));
    holder.close();
    bus.close();
  }

  private void answerEnds(String json) {
    Heard asked = holder.node().hears();
    assertThat(asked.what()).isEqualTo("ends");
    holder.node().say(out -> out.answer(asked.number(), json));
  }

  @Test
  void aPublishFailsOnceNobodyWasHeardForTheTimeout() {
    EventBus bus = open();
    CompletionStage<PublishResult> result = bus.publish(event("orders", "s", 0));
    holder.node().hears();

    holder.node().fallSilent();

    assertThat(failureOf(result))
        .isInstanceOf(PublishOutcomeUnknown.class)
        .hasCauseInstanceOf(NodeNotResponding.class);
    holder.close();
    bus.close();
  }
}
