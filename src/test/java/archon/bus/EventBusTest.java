package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import archon.bus.event.BusClosed;
import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.Durability;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Duplicate;
import archon.bus.topic.PublishResult.Stored;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventBusTest {
  private static final Instant NOON = Instant.parse("2026-04-16T12:00:00Z");

  @TempDir Path directory;
  private EventBus bus;

  @BeforeEach
  void open() {
    bus = EventBus.open(directory.resolve("events"));
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void publishesAndQueries() {
    PublishResult result =
        join(bus.publish("task.completed", Map.of("task_id", "abc", "result", "ok"), "fenrir"));

    List<StoredEvent> history = history(HistoryQuery.topic("task.completed"));

    assertThat(result).isEqualTo(new Stored(result.event(), 1, Durability.DISK));
    assertThat(history).containsExactly(new StoredEvent(1, result.event()));
    assertThat(history.get(0).event().source()).isEqualTo("fenrir");
    assertThat(history.get(0).event().payload().get("task_id").asText()).isEqualTo("abc");
  }

  @Test
  void acknowledgesWithTheLevelThatTheEventReached() {
    Config perTopic =
        ConfigFactory.parseString(
                """
                archon.bus.journal.topics = [
                  { topic = "metrics.>", sync = interval }
                  { topic = "debug.*", sync = os }
                ]""")
            .withFallback(ConfigFactory.load());

    try (EventBus levels = EventBus.open(directory.resolve("levels"), perTopic)) {
      assertThat(durability(levels, "orders")).isEqualTo(Durability.DISK);
      assertThat(durability(levels, "metrics.cpu.load")).isEqualTo(Durability.OS);
      assertThat(durability(levels, "debug.trace")).isEqualTo(Durability.OS);
    }
  }

  private static Durability durability(EventBus bus, String topic) {
    return ((Stored) join(bus.publish(topic, Map.of("n", 1), "test"))).durability();
  }

  @Test
  void pushesWhatIsPublishedToEverySubscriber() {
    Queue<Event> first = new ConcurrentLinkedQueue<>();
    Queue<Event> second = new ConcurrentLinkedQueue<>();
    join(bus.subscribe("notifications", first::add));
    join(bus.subscribe("*", second::add));

    Event published = join(bus.publish("notifications", Map.of("msg", "hello"), "test")).event();

    await().untilAsserted(() -> assertThat(first).containsExactly(published));
    await().untilAsserted(() -> assertThat(second).containsExactly(published));
  }

  @Test
  void pushesNothingMoreOnceUnsubscribed() {
    Queue<Event> received = new ConcurrentLinkedQueue<>();
    Queue<Event> witness = new ConcurrentLinkedQueue<>();
    Subscription subscription = join(bus.subscribe("unsub.test", received::add));
    join(bus.subscribe("unsub.test", witness::add));
    join(bus.publish("unsub.test", Map.of("before", true), "s"));
    await().until(() -> received.size() == 1);

    join(subscription.unsubscribe());
    join(bus.publish("unsub.test", Map.of("after", true), "s"));

    await().until(() -> witness.size() == 2);
    assertThat(received).hasSize(1);
  }

  @Test
  void subscribersComeAndGoWhileOthersPublish() {
    List<CompletableFuture<?>> rounds = new ArrayList<>();
    Queue<Event> witness = new ConcurrentLinkedQueue<>();
    join(bus.subscribe("race", witness::add));

    for (int i = 0; i < 30; i++) {
      int n = i;
      rounds.add(
          bus.subscribe("race", event -> {})
              .thenCombine(
                  bus.publish("race", Map.of("i", n), "s"), (subscription, stored) -> subscription)
              .thenCompose(Subscription::unsubscribe)
              .toCompletableFuture());
    }
    join(CompletableFuture.allOf(rounds.toArray(CompletableFuture[]::new)));

    await().until(() -> witness.size() == 30);
  }

  @Test
  void findsBySourceTopicTimeAndCount() {
    publish(event("deploy", "fenrir", 2), event("deploy", "ezra", 0), event("build", "fenrir", 1));

    assertThat(history(HistoryQuery.topic("deploy"))).hasSize(2);
    assertThat(history(HistoryQuery.all().source("fenrir"))).hasSize(2);
    assertThat(history(HistoryQuery.topic("deploy").source("fenrir"))).hasSize(1);
    assertThat(history(HistoryQuery.all().topics("deploy", "build"))).hasSize(3);
    assertThat(history(HistoryQuery.all().since(NOON.plusSeconds(1)))).hasSize(2);
    assertThat(history(HistoryQuery.all().until(NOON.plusSeconds(1)))).hasSize(1);
    assertThat(history(HistoryQuery.all()))
        .extracting(stored -> stored.event().timestamp())
        .containsExactly(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    assertThat(history(HistoryQuery.all().limit(1)))
        .extracting(s -> s.event().source())
        .containsExactly("ezra");
    assertThat(history(HistoryQuery.all().last(1)))
        .extracting(s -> s.event().topic())
        .containsExactly("deploy");
    assertThat(history(HistoryQuery.topic("nonexistent"))).isEmpty();
  }

  @Test
  void listsTopicsWithOddNamesToo() {
    publish(
        event("service/api.health", "mon", 0),
        event("user-events", "auth", 0),
        event("日本", "s", 0));

    assertThat(join(bus.topics())).containsExactly("service/api.health", "user-events", "日本");
    assertThat(history(HistoryQuery.topic("service/api.health"))).hasSize(1);
    assertThat(directory.resolve("events/service%2Fapi.health.jsonl")).exists();
  }

  @Test
  void replaysFromATimeAndCountsWhatTheCallbackTook() {
    publish(
        event("replay.test", "a", 0), event("replay.test", "b", 10), event("replay.test", "c", 20));
    Queue<String> replayed = new ConcurrentLinkedQueue<>();

    long count =
        join(
            bus.replay(
                ReplayQuery.topic("replay.test").since(NOON.plusSeconds(5)),
                1_000,
                event -> replayed.add(event.source())));

    assertThat(count).isEqualTo(2);
    assertThat(replayed).containsExactly("b", "c");
  }

  @Test
  void goesOnReplayingAfterACallbackThatThrows() {
    publish(event("resilient", "a", 0), event("resilient", "b", 0), event("resilient", "c", 0));
    Queue<String> replayed = new ConcurrentLinkedQueue<>();

    long count =
        join(
            bus.replay(
                ReplayQuery.topic("resilient"),
                0,
                event -> {
                  if (event.source().equals("b")) {
                    throw new IllegalArgumentException("intended by the test");
                  }
                  replayed.add(event.source());
                }));

    assertThat(count).isEqualTo(2);
    assertThat(replayed).containsExactly("a", "c");
    assertThat(join(bus.replay(ReplayQuery.topic("empty"), 1, event -> {}))).isZero();
  }

  @Test
  void keepsNestedUnicodeEmptyAndLargePayloads() {
    Map<String, Object> nested =
        Map.of(
            "items", List.of(Map.of("sku", "A1"), Map.of("sku", "B2")), "greeting", "Hello 世界 🌍");
    Map<String, Object> large =
        Map.of("data", "x".repeat(10_000), "items", IntStream.range(0, 1_000).boxed().toList());

    for (Map<String, Object> payload : List.of(nested, large, Map.<String, Object>of())) {
      Event published = join(bus.publish("payloads", payload, "gateway")).event();

      assertThat(history(HistoryQuery.topic("payloads").last(1)).get(0).event())
          .isEqualTo(published);
    }
  }

  @Test
  void storesOneJsonObjectALine() throws IOException {
    publish(event("fmt", "s", 0), event("fmt", "s", 1));

    List<String> lines = Files.readAllLines(directory.resolve("events/fmt.jsonl"));

    assertThat(lines).hasSize(2);
    assertThat(lines).extracting(line -> Event.fromJson(line).topic()).containsOnly("fmt");
  }

  @Test
  void hundredThreadsGetADenseOrderThatKeepsTheirOwn() throws InterruptedException {
    int threads = 100;
    int each = 100;
    Queue<StoredEvent> pushed = new ConcurrentLinkedQueue<>();
    join(bus.subscribe(SubscriptionRequest.topic("concurrent"), pushed::add));
    Queue<CompletableFuture<PublishResult>> results = new ConcurrentLinkedQueue<>();

    List<Thread> publishers =
        IntStream.range(0, threads)
            .mapToObj(
                thread -> new Thread(() -> publishNumbered("thread-" + thread, each, results)))
            .toList();
    publishers.forEach(Thread::start);
    for (Thread publisher : publishers) {
      publisher.join();
    }
    results.forEach(CompletableFuture::join);

    await().until(() -> pushed.size() >= threads * each);
    List<Long> dense = LongStream.rangeClosed(1, (long) threads * each).boxed().toList();
    assertThat(results)
        .extracting(result -> result.join().seq())
        .containsExactlyInAnyOrderElementsOf(dense);
    assertThat(pushed).extracting(StoredEvent::seq).containsExactlyElementsOf(dense);
    Map<String, Integer> next = new HashMap<>();
    for (StoredEvent stored : pushed) {
      int n = stored.event().payload().get("n").asInt();
      assertThat(n).isEqualTo(next.merge(stored.event().source(), 1, Integer::sum) - 1);
    }
  }

  @Test
  void recognisesARepeatedIdAlsoAfterARestart() {
    Event event = event("orders", "shop", 0);
    join(bus.publish(event));

    PublishResult again = join(bus.publish(event.withTimestamp(NOON.plusSeconds(9))));
    bus.close();
    open();
    PublishResult afterRestart = join(bus.publish(event));

    assertThat(again).isInstanceOf(Duplicate.class).extracting(PublishResult::seq).isEqualTo(1L);
    assertThat(afterRestart).isEqualTo(new Duplicate(event, 1));
    assertThat(failureOf(bus.publish(event("orders", "other", 0).withId(event.id()))))
        .isInstanceOf(EventConflict.class);
    assertThat(history(HistoryQuery.topic("orders"))).hasSize(1);
  }

  @Test
  void storesABatchAllOrNothing() {
    Event good = event("batch", "s", 0);
    Event bad = new Event(good.id(), "batch", good.payload(), "", NOON, null, good.metadata());

    List<PublishResult> stored = join(bus.publishAll(List.of(good, event("batch", "s", 1))));
    Throwable refused = failureOf(bus.publishAll(List.of(event("batch", "s", 2), bad)));

    assertThat(stored).extracting(PublishResult::seq).containsExactly(1L, 2L);
    assertThat(refused).isInstanceOf(EventRefused.class).hasMessageContaining("source");
    assertThat(history(HistoryQuery.topic("batch"))).hasSize(2);
  }

  @Test
  void publishesAStreamInOrderWithBackPressure() {
    List<PublishResult> results =
        join(
            Source.range(1, 30_000)
                .map(n -> Event.create("stream", Map.of("n", n), "s"))
                .via(bus.publisher())
                .runWith(Sink.seq(), bus.system()));

    assertThat(results)
        .extracting(PublishResult::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 30_000).boxed().toList());
  }

  @Test
  void clearForgetsEventsButNeverASeq() {
    publish(event("clear.me", "s", 0), event("clear.me", "s", 1), event("keep.me", "s", 0));

    long cleared = join(bus.clear("clear.me"));
    long nothing = join(bus.clear("does.not.exist"));
    PublishResult next = join(bus.publish(event("clear.me", "s", 2)));

    assertThat(cleared).isEqualTo(2);
    assertThat(nothing).isZero();
    assertThat(next.seq()).isEqualTo(3);
    assertThat(history(HistoryQuery.topic("clear.me")))
        .extracting(StoredEvent::seq)
        .containsExactly(3L);
    assertThat(history(HistoryQuery.topic("keep.me"))).hasSize(1);
    assertThat(join(bus.clear(">"))).isEqualTo(2);
    assertThat(join(bus.topics())).isEmpty();
  }

  @Test
  void goesOnNumberingAfterClearAndRestart() {
    publish(event("numbers", "s", 0), event("numbers", "s", 1));
    join(bus.clear("numbers"));
    bus.close();
    open();

    PublishResult next = join(bus.publish(event("numbers", "s", 2)));

    assertThat(next.seq()).isEqualTo(3);
  }

  @Test
  void clearsToTheEventAlsoInTheMiddleOfWhatWasStoredTogether() {
    List<Event> stored = events("together", 10);
    join(bus.publishAll(stored.subList(0, 4)));
    join(bus.publishAll(stored.subList(4, 10)));

    ClearResult cleared = join(bus.clear(ClearRequest.topic("together").before(7)));

    assertThat(cleared.eventsByTopic()).containsExactly(entry("together", 6L));
    assertThat(seqs("together")).containsExactly(7L, 8L, 9L, 10L);
    bus.close();
    open();
    assertThat(seqs("together")).containsExactly(7L, 8L, 9L, 10L);
    assertThat(join(bus.publish(event("together", "s", 11))).seq()).isEqualTo(11);
    assertThat(join(bus.clear("together"))).isEqualTo(5);
  }

  @Test
  void recognisesARepeatedEventAlsoAfterItWasClearedAndTheBusWasOpenedAgain() {
    List<Event> stored = events("repeated", 6);
    join(bus.publishAll(stored));
    join(bus.clear(ClearRequest.topic("repeated").before(4)));
    bus.close();
    open();

    assertThat(join(bus.publish(stored.get(4)))).isEqualTo(new Duplicate(stored.get(4), 5));
    assertThat(join(bus.publish(stored.get(1)))).isEqualTo(new Duplicate(stored.get(1), 2));

    join(bus.clear("repeated"));
    bus.close();
    open();
    assertThat(join(bus.publish(stored.get(5)))).isEqualTo(new Duplicate(stored.get(5), 6));
  }

  @Test
  void recognisesARepeatedEventAlsoAfterItExpired() {
    Config keepsTwo =
        ConfigFactory.parseString(
                "archon.bus.journal.topics = [{ topic = few, retention.max-events = 2 }]")
            .withFallback(ConfigFactory.load());
    Path place = directory.resolve("expiring");
    List<Event> stored = events("few", 5);
    try (EventBus first = EventBus.open(place, keepsTwo)) {
      join(first.publishAll(stored.subList(0, 3)));
      join(first.publishAll(stored.subList(3, 5)));
    }

    try (EventBus second = EventBus.open(place, keepsTwo)) {
      PublishResult again = join(second.publish(stored.get(1)));
      long cleared = join(second.clear("few"));

      assertThat(again).isEqualTo(new Duplicate(stored.get(1), 2));
      assertThat(cleared).isEqualTo(2);
    }
  }

  @Test
  void clearsWhatIsBeforeATimeAndNothingThatIsNot() {
    for (int second : new int[] {-30, -10, -20, 5, -5, 10}) {
      publish(event("timed.a", "s", second));
    }
    publish(event("timed.b", "s", 0), event("other", "s", -1));

    ClearResult cleared = join(bus.clear(ClearRequest.topic("timed.*").before(NOON)));

    assertThat(cleared.eventsByTopic()).containsExactly(entry("timed.a", 3L), entry("timed.b", 0L));
    assertThat(cleared.events()).isEqualTo(3);
    assertThat(seqs("timed.a")).containsExactly(4L, 5L, 6L);
    assertThat(seqs("other")).containsExactly(1L);
  }

  private static List<Event> events(String topic, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> event(topic, "s", n)).toList();
  }

  private List<Long> seqs(String topic) {
    return history(HistoryQuery.topic(topic)).stream().map(StoredEvent::seq).sorted().toList();
  }

  @Test
  void aNamedSubscriptionResumesWhereItStopped() {
    SubscriptionRequest request =
        SubscriptionRequest.topic("named.*").named("archive").from(StartPosition.All.INSTANCE);
    Queue<Long> before = new ConcurrentLinkedQueue<>();
    Queue<Long> after = new ConcurrentLinkedQueue<>();
    publish(event("named.a", "s", 0), event("named.a", "s", 1));
    join(bus.subscribe(request, stored -> before.add(stored.seq())));
    await().until(() -> before.size() == 2);
    bus.close();
    open();
    publish(event("named.a", "s", 2), event("named.b", "s", 0));

    join(bus.subscribe(request, stored -> after.add(stored.seq())));

    await().until(() -> after.size() == 2);
    assertThat(after).containsExactlyInAnyOrder(3L, 1L);
    assertThat(join(bus.namedSubscriptions())).hasSize(1);
  }

  @Test
  void twoHandlesOnOneDirectoryShareTheBus() {
    try (EventBus second = EventBus.open(directory.resolve("events"))) {
      Queue<Event> received = new ConcurrentLinkedQueue<>();
      join(second.subscribe("shared", received::add));

      join(bus.publish(event("shared", "s", 0)));

      await().until(() -> received.size() == 1);
    }
    assertThat(join(bus.publish(event("shared", "s", 1))).seq()).isEqualTo(2);
  }

  @Test
  void severalBusesLiveInOneJvm() {
    try (EventBus other = EventBus.open(directory.resolve("other"))) {
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
    assertThat(history(HistoryQuery.topic("closing"))).hasSize(1_000);
  }

  @Test
  void aSourceOfEventsIsFedFromAnyPosition() {
    publish(event("flow", "s", 0), event("flow", "s", 1));

    CompletionStage<List<StoredEvent>> taken =
        bus.events(SubscriptionRequest.topic("flow").from(StartPosition.All.INSTANCE))
            .take(3)
            .runWith(Sink.seq(), bus.system());
    publish(event("flow", "s", 2));

    assertThat(join(taken)).extracting(StoredEvent::seq).containsExactly(1L, 2L, 3L);
  }

  private void publishNumbered(
      String source, int events, Queue<CompletableFuture<PublishResult>> results) {
    for (int n = 0; n < events; n++) {
      results.add(bus.publish("concurrent", Map.of("n", n), source).toCompletableFuture());
    }
  }

  private void publish(Event... events) {
    for (Event event : events) {
      join(bus.publish(event));
    }
  }

  private List<StoredEvent> history(HistoryQuery query) {
    return join(bus.historyList(query));
  }

  private static Event event(String topic, String source, int secondsAfterNoon) {
    return Event.create(topic, Map.of(), source).withTimestamp(NOON.plusSeconds(secondsAfterNoon));
  }

  private static Throwable failureOf(CompletionStage<?> stage) {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> stage.toCompletableFuture().join());
    return failure.getCause();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
  }
}
