package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.awaitLatch;
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
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SubscriptionsTest {
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
  void deliversWhatIsPublishedAfterItBegan() {
    bench.log.publish(TOPIC, 3);
    bench.subscribe(SubscriptionRequest.topic(TOPIC), received);

    bench.log.publish(TOPIC, 2);

    awaitReceived(4, 5);
  }

  @Test
  void looksForWhatWasStoredWhileNoPushesCame() {
    bench.log.publish(TOPIC, 1);
    bench.subscribe(SubscriptionRequest.topic(TOPIC), received);
    bench.log.store(TOPIC, 2);

    bench.log.interruptionHasEnded();

    awaitReceived(2, 3);
  }

  @Test
  void looksAgainForWhatWasStoredWhileItLooked() {
    bench.subscribe(SubscriptionRequest.topic(TOPIC), received);
    AtomicInteger looks = new AtomicInteger();
    bench.log.beforeRange(
        () -> {
          if (looks.incrementAndGet() == 1) {
            bench.log.interruptionHasEnded();
          } else if (looks.get() == 2) {
            bench.log.store(TOPIC, 2);
          }
        });

    bench.log.interruptionHasEnded();

    awaitReceived(1, 2);
  }

  @Test
  void deliversEverythingThatCanBeReadAndThenThePushes() {
    bench.log.publish(TOPIC, 3);
    bench.log.clear(TOPIC);
    bench.log.publish(TOPIC, 2_000);

    bench.subscribe(from(StartPosition.All.INSTANCE), received);
    bench.log.publish(TOPIC, 2);

    awaitReceived(4, 2_005);
  }

  @Test
  void beginsAtASeqOrATimeOrWithTheLastEvents() {
    bench.log.publish(TOPIC, 10);
    Seqs since = new Seqs();
    Seqs last = new Seqs();

    bench.subscribe(from(new StartPosition.FromSeq(7)), received);
    bench.subscribe(from(new StartPosition.Since(InMemoryLog.event(TOPIC, 8).timestamp())), since);
    bench.subscribe(from(new StartPosition.Last(2)), last);

    awaitReceived(7, 10);
    await().untilAsserted(() -> assertThat(since.all()).containsExactly(8L, 9L, 10L));
    await().untilAsserted(() -> assertThat(last.all()).containsExactly(9L, 10L));
  }

  @Test
  void beginsEachTopicAtThePositionStatedForItAndOthersWithSeqOne() {
    List<String> story = new CopyOnWriteArrayList<>();
    bench.log.publish("task.stated", 3);
    bench.log.publish("task.unstated", 1);
    bench.log.publish("task.cleared", 2);
    bench.log.clear("task.cleared");

    bench.subscribe(
        SubscriptionRequest.topic("task.*")
            .from(new StartPosition.At(Map.of("task.stated", 3L)))
            .onGap((topic, first, last) -> story.add(topic + " lacks " + first + "-" + last)),
        event -> story.add(event.event().topic() + " " + event.seq()));
    bench.log.publish("task.cleared", 1);
    bench.log.publish("task.later", 1);

    await()
        .untilAsserted(
            () ->
                assertThat(story)
                    .containsExactlyInAnyOrder(
                        "task.stated 3",
                        "task.unstated 1",
                        "task.cleared lacks 1-2",
                        "task.cleared 3",
                        "task.later 1"));
  }

  @Test
  void deliversTopicsThatAreCreatedLater() {
    List<String> topics = new CopyOnWriteArrayList<>();
    bench.log.publish("task.old", 2);
    bench.subscribe(
        SubscriptionRequest.topic("task.*"),
        event -> topics.add(event.event().topic() + event.seq()));

    bench.log.publish("task.new", 2);
    bench.log.publish("other", 1);
    bench.log.publish("task.old", 1);

    await()
        .untilAsserted(
            () ->
                assertThat(topics)
                    .containsExactlyInAnyOrder("task.new1", "task.new2", "task.old3"));
  }

  @Test
  void readsTheFirstEventOfANewSubscriptionWhenItsPushWasLost() {
    bench.log.publish(TOPIC, 3);
    bench.subscribe(SubscriptionRequest.topic(TOPIC), received);

    bench.log.store(TOPIC, 2); // nobody is told
    bench.log.publish(TOPIC, 1);

    awaitReceived(4, 6);
  }

  @Test
  void deliversWhatIsPublishedWhileItBegins() {
    CountDownLatch mayBegin = new CountDownLatch(1);
    bench.log.publish(TOPIC, 3);
    occupyIo(mayBegin);
    CompletionStage<Subscription> begun =
        bench.subscriptions().subscribe(SubscriptionRequest.topic("task.*"), received);
    await().until(() -> bench.log.subscriberCount() == 1);

    bench.log.publish("task.new", 2);
    mayBegin.countDown();
    get(begun);
    bench.log.publish(TOPIC, 1);

    await().untilAsserted(() -> assertThat(received.all()).contains(4L)); // of the old topic
    assertThat(received.all()).isSubsetOf(1L, 2L, 4L);
  }

  @Test
  void readsTheJournalWhenTheHandlerWasSlowerThanTheWindow() {
    CountDownLatch wake = new CountDownLatch(1);
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC).window(20, 1 << 20),
        event -> {
          wake.await();
          received.handle(event);
        });

    for (int i = 0; i < 500; i++) {
      bench.log.publish(TOPIC, 3);
    }
    wake.countDown();

    awaitReceived(1, 1_500);
    assertThat(bench.log.reads()).isPositive();
  }

  @Test
  void isLiveAgainAfterCatchingUp() {
    bench.log.publish(TOPIC, 5_000);
    bench.subscribe(from(StartPosition.All.INSTANCE), received);
    awaitReceived(1, 5_000);
    await().until(() -> bench.log.openCursors() == 0);
    int reads = bench.log.reads();

    bench.log.publish(TOPIC, 10);

    awaitReceived(1, 5_010);
    assertThat(bench.log.reads()).isEqualTo(reads);
  }

  @Test
  void goesOnWithTheNextEventWhenACallbackThrows() {
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC),
        event -> {
          received.handle(event);
          if (event.seq() == 2) {
            throw new AssertionError("even an error");
          }
        });

    bench.log.publish(TOPIC, 4);

    awaitReceived(1, 4);
  }

  @Test
  void triesAnEventAgainAsOftenAsAsked() {
    AtomicInteger failuresLeft = new AtomicInteger(2);
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC).retries(2, Duration.ofMillis(1)),
        event -> {
          received.handle(event);
          if (event.seq() == 2 && failuresLeft.getAndDecrement() > 0) {
            throw new IllegalStateException("not yet");
          }
          if (event.seq() == 3) {
            throw new IllegalStateException("never");
          }
        });

    bench.log.publish(TOPIC, 4);

    await()
        .untilAsserted(
            () -> assertThat(received.all()).containsExactly(1L, 2L, 2L, 2L, 3L, 3L, 3L, 4L));
  }

  @Test
  void tellsAGapAndGoesOnAtTheEarliest() {
    List<String> story = new CopyOnWriteArrayList<>();
    CountDownLatch wake = new CountDownLatch(1);
    CountDownLatch cleared = new CountDownLatch(1);
    bench.log.beforeRead(() -> awaitLatch(cleared));
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC)
            .window(4, 1 << 20)
            .onGap((topic, first, last) -> story.add(topic + " " + first + "-" + last)),
        event -> {
          wake.await();
          story.add("seq " + event.seq());
        });
    bench.log.publish(TOPIC, 2);
    bench.log.publish(TOPIC, 98); // does not fit into the window

    bench.log.clear(TOPIC);
    cleared.countDown();
    bench.log.publish(TOPIC, 1);
    wake.countDown();

    await().untilAsserted(() -> assertThat(story).contains("seq 101"));
    assertThat(story).containsExactly("seq 1", "seq 2", TOPIC + " 3-100", "seq 101");
  }

  @Test
  void goesOnWhenATopicIsClearedThatItHasReadToTheEnd() {
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC).onGap((topic, first, last) -> received.all().add(-first)),
        received);
    bench.log.publish(TOPIC, 3);

    bench.log.clear(TOPIC);
    bench.log.publish(TOPIC, 2);

    awaitReceived(1, 5);
  }

  @Test
  void neverCallsBackOnAnActorsThread() {
    List<String> threads = new CopyOnWriteArrayList<>();
    bench.subscribe(
        SubscriptionRequest.topic(TOPIC), event -> threads.add(Thread.currentThread().getName()));

    bench.log.publish(TOPIC, 1);

    await().untilAsserted(() -> assertThat(threads).containsExactly("test-callback"));
  }

  @Test
  void keepsOtherTopicsGoingWhenOneCannotBeRead() {
    List<String> topics = new CopyOnWriteArrayList<>();
    bench.log.publish("bad", 2);
    bench.log.publish("good", 2);
    bench.log.failReads("bad", new IllegalStateException("damaged line"));

    Subscription subscription =
        bench.subscribe(
            SubscriptionRequest.topic(">").from(StartPosition.All.INSTANCE),
            event -> topics.add(event.event().topic() + event.seq()));

    await().untilAsserted(() -> assertThat(topics).containsExactly("good1", "good2"));
    await().until(() -> subscription.health().failingTopics().containsKey("bad"));
    assertThat(subscription.health().failingTopics()).containsOnlyKeys("bad");
    bench.log.healReads("bad");
    await()
        .untilAsserted(() -> assertThat(topics).containsExactly("good1", "good2", "bad1", "bad2"));
    await().until(() -> subscription.health().isGood());
  }

  @Test
  void servesACalmTopicWhileABusyOneCatchesUp() {
    List<String> topics = new CopyOnWriteArrayList<>();
    bench.log.publish("busy", 20_000);
    bench.log.publish("calm", 1);

    bench.subscribe(
        SubscriptionRequest.topic(">").from(StartPosition.All.INSTANCE).window(400, 1 << 20),
        event -> topics.add(event.event().topic()));

    await().until(() -> topics.contains("calm"));
    await().until(() -> topics.size() == 20_001);
    assertThat(topics.indexOf("calm")).isLessThan(1_000);
  }

  private static SubscriptionRequest from(StartPosition start) {
    return SubscriptionRequest.topic(TOPIC).from(start);
  }

  private void occupyIo(CountDownLatch until) {
    for (int i = 0; i < 2; i++) {
      bench.io.execute(() -> awaitLatch(until));
    }
  }

  private void awaitReceived(long first, long last) {
    await().untilAsserted(() -> assertThat(received.all()).hasSize((int) (last - first + 1)));
    assertThat(received.all()).isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
  }
}
