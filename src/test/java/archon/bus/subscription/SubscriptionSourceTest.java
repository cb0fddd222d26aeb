package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.failure;
import static archon.bus.subscription.SubscriptionBench.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.StoredEvent;
import archon.bus.read.StartPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SubscriptionSourceTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Materializer STREAMS = SystemMaterializer.get(KIT.system()).materializer();
  private static final String TOPIC = "task.done";
  private static final SubscriptionRequest ALL =
      SubscriptionRequest.topic(TOPIC).from(StartPosition.All.INSTANCE);

  private SubscriptionBench bench;

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
  void streamsWhatIsStoredAndWhatIsPushed() {
    bench.log.publish(TOPIC, 1_000);
    Pair<CompletionStage<Subscription>, CompletionStage<List<StoredEvent>>> stream =
        bench.subscriptions().source(ALL).take(1_010).toMat(Sink.seq(), Keep.both()).run(STREAMS);

    get(stream.first());
    bench.log.publish(TOPIC, 20);

    assertThat(get(stream.second()).stream().map(StoredEvent::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_010).boxed().toList());
  }

  @Test
  void holdsBackWhileDownstreamIsSlowAndThenReadsTheJournal() {
    Pair<CompletionStage<Subscription>, SinkQueueWithCancel<StoredEvent>> stream =
        queue(ALL.window(10, 1 << 20));
    get(stream.first());

    for (int i = 0; i < 1_000; i++) {
      bench.log.publish(TOPIC, 1);
    }

    for (long seq = 1; seq <= 1_000; seq++) {
      assertThat(get(stream.second().pull()).orElseThrow().seq()).isEqualTo(seq);
    }
    assertThat(bench.log.reads()).isPositive();
    stream.second().cancel();
  }

  @Test
  void unsubscribesWhenCancelled() {
    Pair<CompletionStage<Subscription>, SinkQueueWithCancel<StoredEvent>> stream = queue(ALL);
    Subscription subscription = get(stream.first());
    bench.log.publish(TOPIC, 50);
    get(stream.second().pull());

    stream.second().cancel();

    assertThat(get(subscription.completion())).isNull();
    assertThat(bench.log.subscriberCount()).isZero();
  }

  @Test
  void unsubscribesWhenCancelledBeforeItBegan() {
    CompletionStage<Subscription> begun =
        bench.subscriptions().source(ALL).to(Sink.cancelled()).run(STREAMS);

    assertThat(get(get(begun).completion())).isNull();
  }

  @Test
  void completesWhenUnsubscribedOrClosed() {
    Pair<CompletionStage<Subscription>, CompletionStage<Done>> unsubscribed = ignoring(ALL);
    Pair<CompletionStage<Subscription>, CompletionStage<Done>> closed = ignoring(ALL);
    get(closed.first());

    get(get(unsubscribed.first()).unsubscribe());
    get(unsubscribed.second());
    get(bench.subscriptions().close());

    assertThat(get(closed.second())).isEqualTo(Done.getInstance());
  }

  @Test
  void endsWhileDownstreamDoesNotPull() {
    Pair<CompletionStage<Subscription>, SinkQueueWithCancel<StoredEvent>> stream = queue(ALL);
    Subscription subscription = get(stream.first());
    bench.log.publish(TOPIC, 500);
    get(stream.second().pull());

    assertThat(get(subscription.unsubscribe())).isNull();
  }

  @Test
  void failsWhenItCannotBegin() {
    SubscriptionRequest named = ALL.named("billing");
    bench.subscribe(named, event -> {});

    Pair<CompletionStage<Subscription>, CompletionStage<Done>> stream = ignoring(named);

    assertThat(failure(stream.first())).isInstanceOf(SubscriptionNameTaken.class);
    assertThat(failure(stream.second())).isInstanceOf(SubscriptionNameTaken.class);
  }

  @Test
  void countsAnElementAsHandledOnceTheNextOneIsAskedFor() {
    bench.log.publish(TOPIC, 100);
    Pair<CompletionStage<Subscription>, CompletionStage<List<StoredEvent>>> first =
        bench
            .subscriptions()
            .source(ALL.named("billing"))
            .take(10)
            .toMat(Sink.seq(), Keep.both())
            .run(STREAMS);
    get(get(first.first()).completion());

    List<StoredEvent> second =
        get(
            bench
                .subscriptions()
                .source(ALL.named("billing"))
                .take(5)
                .runWith(Sink.seq(), STREAMS));

    assertThat(get(first.second())).hasSize(10);
    assertThat(second.get(0).seq()).isEqualTo(10);
  }

  @Test
  void storesPositionsOfASlowStreamBeforeItsBatchIsOver() {
    bench.log.publish(TOPIC, 40);
    Pair<CompletionStage<Subscription>, SinkQueueWithCancel<StoredEvent>> stream =
        queue(ALL.named("billing"));

    for (int i = 0; i < 3; i++) {
      get(stream.second().pull());
    }

    // The sink asks for one or two elements ahead.
    await()
        .untilAsserted(
            () -> assertThat(bench.positions.position("billing", TOPIC)).isBetween(3L, 6L));
    stream.second().cancel();
  }

  private Pair<CompletionStage<Subscription>, SinkQueueWithCancel<StoredEvent>> queue(
      SubscriptionRequest request) {
    Sink<StoredEvent, SinkQueueWithCancel<StoredEvent>> queue =
        Sink.<StoredEvent>queue(1)
            .withAttributes(org.apache.pekko.stream.Attributes.inputBuffer(1, 1));
    return bench.subscriptions().source(request).toMat(queue, Keep.both()).run(STREAMS);
  }

  private Pair<CompletionStage<Subscription>, CompletionStage<Done>> ignoring(
      SubscriptionRequest request) {
    return bench.subscriptions().source(request).toMat(Sink.ignore(), Keep.both()).run(STREAMS);
  }
}
