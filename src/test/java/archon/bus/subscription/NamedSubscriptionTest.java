package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.failure;
import static archon.bus.subscription.SubscriptionBench.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionBench.Seqs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NamedSubscriptionTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final String TOPIC = "task.done";
  private static final SubscriptionRequest BILLING =
      SubscriptionRequest.topic("task.*").named("billing");

  private SubscriptionBench bench;
  private final Seqs received = new Seqs();

  @BeforeEach
  void open() {
    bench = new SubscriptionBench(KIT.system());
  }

  @AfterEach
  void close() {
    bench.positions.healSaves();
    bench.close();
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void resumesAfterWhatItHasHandled() {
    bench.subscribe(BILLING, received);
    bench.log.publish(TOPIC, 5);
    await().until(() -> received.all().size() == 5);

    bench.restart();
    bench.log.publish(TOPIC, 2);
    bench.subscribe(BILLING, received);

    await().untilAsserted(() -> assertThat(received.all()).hasSize(7));
    assertThat(received.all()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void hasItsStartingPositionStoredWhenItHasBegun() {
    bench.log.publish(TOPIC, 5);

    bench.subscribe(BILLING, received);

    assertThat(bench.positions.position("billing", TOPIC)).isEqualTo(6);
  }

  @Test
  void deliversWhatIsPublishedBetweenFindingItsStartAndBeginning() {
    AtomicInteger published = new AtomicInteger();
    bench.log.publish(TOPIC, 3);
    bench.positions.beforeSave(
        () -> {
          if (published.getAndIncrement() == 0) {
            bench.log.publish(TOPIC, 2);
          }
        });

    bench.subscribe(BILLING, received);

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(4L, 5L));
  }

  @Test
  void readsTopicsThatAppearedWhileItWasAwayFromTheirFirstEvent() {
    List<String> events = new CopyOnWriteArrayList<>();
    bench.subscribe(BILLING, received);
    bench.restart();

    bench.log.publish("task.new", 2);
    bench.subscribe(BILLING, event -> events.add(event.event().topic() + event.seq()));

    await().untilAsserted(() -> assertThat(events).containsExactly("task.new1", "task.new2"));
  }

  @Test
  void tellsWhatWasClearedWhileItWasAway() {
    List<String> gaps = new CopyOnWriteArrayList<>();
    bench.subscribe(BILLING, received);
    bench.log.publish(TOPIC, 2);
    await().until(() -> received.all().size() == 2);
    bench.restart();

    bench.log.publish(TOPIC, 3);
    bench.log.clear(TOPIC);
    bench.log.publish(TOPIC, 1);
    bench.subscribe(
        BILLING.onGap((topic, first, last) -> gaps.add(topic + " " + first + "-" + last)),
        received);

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L, 6L));
    assertThat(gaps).containsExactly(TOPIC + " 3-5");
  }

  @Test
  void goesOnAtTheEndOfATopicOfWhichAnOlderCopyWasPutBack() {
    bench.subscribe(BILLING, received);
    bench.log.publish(TOPIC, 5);
    await().until(() -> received.all().size() == 5);
    bench.restart();

    bench.log.cutTo(TOPIC, 3);
    bench.subscribe(BILLING, received);
    bench.log.publish(TOPIC, 1);

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L, 3L, 4L, 5L, 4L));
  }

  @Test
  void countsAnEventAsHandledOnlyOnceItsCallbackHasReturned() {
    CountDownLatch wake = new CountDownLatch(1);
    CountDownLatch inCallback = new CountDownLatch(1);
    Subscription subscription =
        bench.subscribe(
            BILLING,
            event -> {
              if (event.seq() == 3) {
                inCallback.countDown();
                wake.await();
              }
            });
    bench.log.publish(TOPIC, 10);
    SubscriptionBench.awaitLatch(inCallback);

    await().until(() -> bench.positions.position("billing", TOPIC) == 3);
    CompletionStage<Void> ended = subscription.unsubscribe();
    wake.countDown();
    get(ended);

    assertThat(bench.positions.position("billing", TOPIC)).isEqualTo(4);
  }

  @Test
  void waitsRatherThanHandleMoreThanMayComeAgain() {
    AtomicInteger handled = new AtomicInteger();
    Subscription subscription = bench.subscribe(BILLING, event -> handled.incrementAndGet());
    bench.positions.failSaves();

    bench.log.publish(TOPIC, 500);

    await().until(() -> handled.get() == SubscriptionBench.SETTINGS.positionMaxUnsaved());
    await().until(() -> subscription.health().positionFailure().isPresent());
    int savesSoFar = bench.positions.saves();
    await().until(() -> bench.positions.saves() > savesSoFar + 3);
    assertThat(handled).hasValue(SubscriptionBench.SETTINGS.positionMaxUnsaved());
    bench.positions.healSaves();
    await().until(() -> handled.get() == 500);
    await().until(() -> bench.positions.position("billing", TOPIC) == 501);
    assertThat(subscription.health().isGood()).isTrue();
  }

  @Test
  void handsOutNoMoreThanTheBoundBeforeAPositionIsStored() {
    AtomicInteger handled = new AtomicInteger();
    AtomicInteger mostAhead = new AtomicInteger();
    bench.subscribe(
        BILLING,
        event -> {
          long stored = Math.max(1, bench.positions.position("billing", TOPIC));
          mostAhead.accumulateAndGet((int) (event.seq() - stored + 1), Math::max);
          handled.incrementAndGet();
        });

    bench.log.publish(TOPIC, 3_000);

    await().until(() -> handled.get() == 3_000);
    assertThat(mostAhead.get()).isLessThanOrEqualTo(50);
  }

  @Test
  void endsWithAFailureWhenItsLastPositionCannotBeStored() {
    Subscription subscription = bench.subscribe(BILLING, received);
    bench.positions.failSaves();
    bench.log.publish(TOPIC, 3);
    await().until(() -> received.all().size() == 3);

    Throwable failure = failure(subscription.unsubscribe());
    bench.positions.healSaves();
    bench.subscribe(BILLING, received);

    assertThat(failure).isInstanceOf(SubscriptionFailed.class).hasMessageContaining("billing");
    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L));
  }

  @Test
  void storesThePositionOfAnEventWhoseRetriesWereInterrupted() {
    CountDownLatch failed = new CountDownLatch(1);
    Subscription subscription =
        bench.subscribe(
            BILLING.retries(3, Duration.ofSeconds(30)),
            event -> {
              if (event.seq() == 3) {
                failed.countDown();
                throw new IllegalStateException("not now");
              }
            });
    bench.log.publish(TOPIC, 5);
    SubscriptionBench.awaitLatch(failed);

    get(subscription.unsubscribe());

    assertThat(bench.positions.position("billing", TOPIC)).isEqualTo(3);
  }

  @Test
  void hasOneLiveHolderPerName() {
    Subscription first = bench.subscribe(BILLING, received);

    Throwable second = failure(bench.subscriptions().subscribe(BILLING, received));
    get(first.unsubscribe());
    Subscription third = bench.subscribe(BILLING, received);

    assertThat(second).isInstanceOf(SubscriptionNameTaken.class).hasMessageContaining("billing");
    assertThat(third.name()).contains("billing");
  }

  @Test
  void freesTheNameOfASubscriptionThatCouldNotBegin() {
    get(bench.subscribe(BILLING, received).unsubscribe());
    SubscriptionRequest other = SubscriptionRequest.topic("other.*").named("billing");
    Throwable refused = failure(bench.subscriptions().subscribe(other, received));

    Subscription again = bench.subscribe(BILLING, received);

    assertThat(refused).isInstanceOf(SubscriptionRefused.class);
    assertThat(again.health().isGood()).isTrue();
  }

  @Test
  void refusesOtherPatternsUnderAKnownNameAndNamesBoth() {
    get(bench.subscribe(BILLING, received).unsubscribe());

    Throwable failure =
        failure(
            bench
                .subscriptions()
                .subscribe(SubscriptionRequest.topics("other.*").named("billing"), received));

    assertThat(failure)
        .isInstanceOf(SubscriptionRefused.class)
        .hasMessageContaining("[task.*]")
        .hasMessageContaining("[other.*]")
        .hasMessageContaining("delete");
    assertThat(bench.log.subscriberCount()).isZero();
  }

  @Test
  void takesTheSamePatternsInAnyOrder() {
    get(
        bench
            .subscribe(SubscriptionRequest.topics("a", "b").named("both"), received)
            .unsubscribe());

    Subscription again =
        bench.subscribe(SubscriptionRequest.topics("b", "a", "b").named("both"), received);

    assertThat(again.patterns()).hasSize(2);
  }

  @Test
  void listsAndDeletesNames() {
    bench.log.publish(TOPIC, 2);
    Subscription subscription = bench.subscribe(BILLING, received);

    List<NamedSubscription> held = get(bench.subscriptions().named());
    Throwable refused = failure(bench.subscriptions().delete("billing"));
    get(subscription.unsubscribe());
    List<NamedSubscription> free = get(bench.subscriptions().named());
    boolean deleted = get(bench.subscriptions().delete("billing"));
    boolean deletedAgain = get(bench.subscriptions().delete("billing"));

    NamedSubscription billing =
        new NamedSubscription("billing", List.of("task.*"), Map.of(TOPIC, 3L), true);
    assertThat(held).containsExactly(billing);
    assertThat(refused).isInstanceOf(SubscriptionNameTaken.class);
    assertThat(free).hasSize(1).noneMatch(NamedSubscription::isHeld);
    assertThat(deleted).isTrue();
    assertThat(deletedAgain).isFalse();
    assertThat(get(bench.subscriptions().named())).isEmpty();
  }

  @Test
  void beginsAnewOnceItsNameWasDeleted() {
    bench.log.publish(TOPIC, 2);
    get(bench.subscribe(BILLING, received).unsubscribe());
    get(bench.subscriptions().delete("billing"));

    bench.subscribe(BILLING.from(StartPosition.All.INSTANCE), received);

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L));
  }

  @Test
  void doesNotBeginWhenItsPositionCannotBeStored() {
    bench.positions.failSaves();

    Throwable failure = failure(bench.subscriptions().subscribe(BILLING, received));

    assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("disk full");
    assertThat(get(bench.subscriptions().named())).isEmpty();
    assertThat(bench.log.subscriberCount()).isZero();
  }
}
