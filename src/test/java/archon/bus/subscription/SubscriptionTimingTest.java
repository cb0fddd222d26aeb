package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionBench.Seqs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits, waits as long as the settings say: time moves only when a test moves it. */
final class SubscriptionTimingTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final String TOPIC = "task.done";
  private static final SubscriptionSettings SETTINGS =
      new SubscriptionSettings(
          1_000,
          8 << 20,
          100,
          1_000,
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMillis(150));

  private SubscriptionBench bench;
  private final Seqs received = new Seqs();

  @BeforeEach
  void open() {
    bench = new SubscriptionBench(KIT.system(), SETTINGS);
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
  void findsEventsWhosePushWasLostWithNoOtherAfterIt() {
    bench.subscribe(SubscriptionRequest.topic("task.*"), received);
    bench.log.store(TOPIC, 2);

    TIME.timePasses(Duration.ofSeconds(5));

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L));
  }

  @Test
  void storesAPositionWithinTheInterval() {
    bench.subscribe(SubscriptionRequest.topic(TOPIC).named("billing"), received);
    bench.log.publish(TOPIC, 3);
    await().until(() -> received.all().size() == 3);
    long before = bench.positions.position("billing", TOPIC);

    TIME.timePasses(Duration.ofMillis(200));

    await().until(() -> bench.positions.position("billing", TOPIC) == 4);
    assertThat(before).isEqualTo(1);
  }

  @Test
  void storesManyPositionsAtOnceWithoutWaitingForTheInterval() {
    bench.subscribe(SubscriptionRequest.topic(TOPIC).named("billing"), received);

    bench.log.publish(TOPIC, 500);

    await().until(() -> bench.positions.position("billing", TOPIC) == 501);
    assertThat(bench.positions.saves()).isLessThanOrEqualTo(3);
  }

  @Test
  void triesToStoreAPositionAgainAfterTheBackoff() {
    Subscription subscription =
        bench.subscribe(SubscriptionRequest.topic(TOPIC).named("billing"), received);
    bench.positions.failSaves();
    bench.log.publish(TOPIC, 1);
    await().until(() -> received.all().size() == 1);
    TIME.timePasses(Duration.ofMillis(200));
    await().until(() -> subscription.health().positionFailure().isPresent());

    bench.positions.healSaves();
    TIME.timePasses(Duration.ofMillis(99));
    long tooEarly = bench.positions.position("billing", TOPIC);
    TIME.timePasses(Duration.ofMillis(1));

    assertThat(tooEarly).isEqualTo(1);
    await().until(() -> bench.positions.position("billing", TOPIC) == 2);
    await().until(() -> subscription.health().isGood());
  }

  @Test
  void readsATopicAgainAfterTheBackoff() {
    bench.log.publish(TOPIC, 2);
    bench.log.failReads(TOPIC, new IllegalStateException("damaged line"));
    Subscription subscription =
        bench.subscribe(
            SubscriptionRequest.topic(TOPIC).from(new StartPosition.FromSeq(1)), received);
    await().until(() -> !subscription.health().isGood());

    bench.log.healReads(TOPIC);
    TIME.timePasses(Duration.ofMillis(100));

    await().untilAsserted(() -> assertThat(received.all()).containsExactly(1L, 2L));
    assertThat(subscription.health().isGood()).isTrue();
  }

  @Test
  void waitsBeforeItTriesAnEventAgain() {
    List<Long> calls = new CopyOnWriteArrayList<>();
    Subscription subscription =
        bench.subscribe(
            SubscriptionRequest.topic(TOPIC).retries(5, Duration.ofSeconds(1)),
            event -> {
              calls.add(event.seq());
              if (calls.size() < 3) {
                throw new IllegalStateException("not yet");
              }
            });
    bench.log.publish(TOPIC, 2);
    await().until(() -> calls.size() == 1);

    awaitTimerThenPass(calls, 2, Duration.ofSeconds(1));
    awaitTimerThenPass(calls, 3, Duration.ofSeconds(2));

    await().untilAsserted(() -> assertThat(calls).containsExactly(1L, 1L, 1L, 2L));
    assertThat(get(subscription.unsubscribe())).isNull();
  }

  /**
   * The actor learns of the failure a moment after the call: passes the time, bit by bit, until the
   * next call.
   */
  private static void awaitTimerThenPass(List<Long> calls, int size, Duration wait) {
    await()
        .until(
            () -> {
              TIME.timePasses(wait.dividedBy(4));
              return calls.size() >= size;
            });
  }
}
