package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.awaitLatch;
import static archon.bus.subscription.SubscriptionBench.failure;
import static archon.bus.subscription.SubscriptionBench.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.BusClosed;
import archon.bus.subscription.SubscriptionBench.Seqs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a subscription ends, or does not begin. */
final class SubscriptionEndTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final String TOPIC = "task.done";

  private SubscriptionBench bench;
  private final Seqs received = new Seqs();

  @BeforeEach
  void open() {
    bench = new SubscriptionBench(KIT.system());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void runsNoCallbackOnceUnsubscribed() {
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch wake = new CountDownLatch(1);
    Subscription subscription =
        bench.subscribe(
            SubscriptionRequest.topic(TOPIC),
            event -> {
              inCallback.countDown();
              wake.await();
              received.handle(event);
            });
    bench.log.publish(TOPIC, 100);
    awaitLatch(inCallback);

    CompletableFuture<Void> ended = subscription.unsubscribe().toCompletableFuture();
    boolean endedEarly = ended.isDone();
    wake.countDown();
    get(ended);
    bench.log.publish(TOPIC, 1);

    assertThat(endedEarly).isFalse();
    assertThat(received.all()).containsExactly(1L);
    assertThat(bench.log.subscriberCount()).isZero();
    assertThat(get(subscription.unsubscribe())).isNull();
  }

  @Test
  void unsubscribesInsideItsOwnCallback() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    AtomicReference<CompletableFuture<Void>> ended = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    subscription.set(
        bench.subscribe(
            SubscriptionRequest.topic(TOPIC),
            event -> {
              begun.await();
              ended.set(subscription.get().unsubscribe().toCompletableFuture());
              received.handle(event);
              assertThat(ended.get()).isNotDone();
            }));
    begun.countDown();

    bench.log.publish(TOPIC, 5);

    await().until(() -> ended.get() != null && ended.get().isDone());
    assertThat(received.all()).containsExactly(1L);
  }

  @Test
  void completesWhatUsersChainOffTheActorsThreads() {
    Subscription subscription = bench.subscribe(SubscriptionRequest.topic(TOPIC), received);

    CompletionStage<String> thread =
        subscription.unsubscribe().thenApply(done -> Thread.currentThread().getName());

    assertThat(get(thread)).doesNotContain("dispatcher");
  }

  @Test
  void failsToBeginWhenTopicsCannotBeListed() {
    bench.io.shutdown();

    CompletionStage<Subscription> begun =
        bench.subscriptions().subscribe(SubscriptionRequest.topic(TOPIC), received);

    assertThat(failure(begun)).isInstanceOf(SubscriptionFailed.class);
    assertThat(bench.log.subscriberCount()).isZero();
  }

  @Test
  void endsAllSubscriptionsOnCloseAndRefusesFurtherOnes() {
    Subscription subscription = bench.subscribe(SubscriptionRequest.topic(TOPIC), received);

    get(bench.subscriptions().close());
    get(bench.subscriptions().close());

    assertThat(get(subscription.completion())).isNull();
    assertThat(failure(bench.subscriptions().subscribe(SubscriptionRequest.topic(TOPIC), received)))
        .isInstanceOf(BusClosed.class);
    assertThat(failure(bench.subscriptions().named())).isInstanceOf(BusClosed.class);
    assertThat(failure(bench.subscriptions().delete("x"))).isInstanceOf(BusClosed.class);
  }

  @Test
  void failsItsCompletionLoudlyWhenTheBusItselfFails() {
    Subscription subscription = bench.subscribe(SubscriptionRequest.topic(TOPIC), received);
    bench.callbacks.shutdown(); // as if its owner had closed in the wrong order

    bench.log.publish(TOPIC, 1);

    assertThat(failure(subscription.completion()))
        .isInstanceOf(SubscriptionFailed.class)
        .hasMessageContaining(TOPIC);
    assertThat(bench.log.subscriberCount()).isZero();
  }
}
