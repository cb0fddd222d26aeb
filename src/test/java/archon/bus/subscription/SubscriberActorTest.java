package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.subscription.BatchHandler.Outcome;
import archon.bus.subscription.SubscriberActor.Command;
import archon.bus.subscription.SubscriptionState.LaterTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command is handled, whenever it comes. */
final class SubscriberActorTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final String TOPIC = "task.done";

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  static Stream<Command> samples() {
    HandOver handOver = new HandOver(TOPIC, List.of(), null, 0);
    SubscriptionPositions positions =
        new SubscriptionPositions("billing", List.of(TOPIC), Map.of(TOPIC, 1L));
    RuntimeException failure = new IllegalStateException("sample");
    return Stream.of(
        SubscriberActor.Begin.INSTANCE,
        SubscriberActor.Stop.INSTANCE,
        new SubscriberActor.Pushed(new InMemoryLog().store(TOPIC, 1)),
        new SubscriberActor.Began(
            new StartingPoints(Map.of(TOPIC, 1L), true, LaterTopics.NEW, null, null)),
        new SubscriberActor.BeginFailed(failure),
        new SubscriberActor.ReadDone(new CatchUp(TOPIC, 1, null, List.of())),
        new SubscriberActor.ReadFailed(TOPIC, failure),
        new SubscriberActor.ResumeReading(TOPIC),
        new SubscriberActor.HandedOver(handOver, Outcome.OVER),
        new SubscriberActor.HandOverFailed(failure),
        new SubscriberActor.RetryHandOver(handOver, 1),
        SubscriberActor.SaveDue.INSTANCE,
        new SubscriberActor.Saved(new PositionTracker.Save(positions, 0, 0), positions),
        new SubscriberActor.SaveFailed(failure),
        SubscriberActor.RecheckDue.INSTANCE,
        new SubscriberActor.Rechecked(Map.of(TOPIC, 1L)));
  }

  @Test
  void hasASampleOfEveryCommand() {
    assertThat(samples().map(Object::getClass).toList())
        .containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void handlesEveryCommand(Command command) {
    try (SubscriptionBench bench = new SubscriptionBench(KIT.system())) {
      TestProbe<UnhandledMessage> unhandled = KIT.createUnhandledMessageProbe();
      TestProbe<Void> watcher = KIT.createTestProbe();
      SubscriptionRequest request = SubscriptionRequest.topic(TOPIC);
      BatchHandler handler = CallbackHandler.of(request, event -> {}, bench.callbacks);
      Subscription subscription = new Subscription(request, handler, bench.callbacks, ended -> {});
      ActorRef<Command> actor =
          KIT.spawn(
              SubscriberActor.create(
                  subscription,
                  SubscriptionBench.SETTINGS,
                  new SubscriptionPorts(
                      bench.log, bench.log, bench.positions, bench.io, bench.callbacks)));
      subscription.carriedOutBy(actor);
      actor.tell(SubscriberActor.Begin.INSTANCE);
      SubscriptionBench.get(subscription.started());

      actor.tell(command);
      subscription.stop();

      watcher.expectTerminated(actor);
      unhandled.expectNoMessage(Duration.ZERO);
    }
  }
}
