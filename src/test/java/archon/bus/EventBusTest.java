package archon.bus;

import static archon.bus.BusCalls.NOON;
import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.failureOf;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static archon.bus.BusCalls.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
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
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class EventBusTest {
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
  void publishesAndQueries() {
    PublishResult result =
        join(bus.publish("task.completed", Map.of("task_id", "abc", "result", "ok"), "fenrir"));

    List<StoredEvent> history = history(bus, HistoryQuery.topic("task.completed"));

    assertThat(result).isEqualTo(new Stored(result.event(), 1, Durability.DISK));
    assertThat(history).containsExactly(new StoredEvent(1, result.event()));
    assertThat(history.get(0).event().source()).isEqualTo("fenrir");
    assertThat(history.get(0).event().payload().get("task_id").asText()).isEqualTo("abc");
  }

  @Test
  void acknowledgesWithTheLevelThatTheEventReached() {
    String perTopic =
        """
        archon.bus.journal.topics=[{topic="metrics.>",sync=interval},{topic="debug.*",sync=os}]""";

    try (EventBus levels = role.open(directory.resolve("levels"), perTopic)) {
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
    publish(
        bus, event("deploy", "fenrir", 2), event("deploy", "ezra", 0), event("build", "fenrir", 1));

    assertThat(history(bus, HistoryQuery.topic("deploy"))).hasSize(2);
    assertThat(history(bus, HistoryQuery.all().source("fenrir"))).hasSize(2);
    assertThat(history(bus, HistoryQuery.topic("deploy").source("fenrir"))).hasSize(1);
    assertThat(history(bus, HistoryQuery.all().topics("deploy", "build"))).hasSize(3);
    assertThat(history(bus, HistoryQuery.all().since(NOON.plusSeconds(1)))).hasSize(2);
    assertThat(history(bus, HistoryQuery.all().until(NOON.plusSeconds(1)))).hasSize(1);
    assertThat(history(bus, HistoryQuery.all()))
        .extracting(stored -> stored.event().timestamp())
        .containsExactly(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    assertThat(history(bus, HistoryQuery.all().limit(1)))
        .extracting(s -> s.event().source())
        .containsExactly("ezra");
    assertThat(history(bus, HistoryQuery.all().last(1)))
        .extracting(s -> s.event().topic())
        .containsExactly("deploy");
    assertThat(history(bus, HistoryQuery.topic("nonexistent"))).isEmpty();
  }

  @Test
  void listsTopicsWithOddNamesToo() {
    publish(
        bus,
        event("service/api.health", "mon", 0),
        event("user-events", "auth", 0),
        event("日本", "s", 0));

    assertThat(join(bus.topics())).containsExactly("service/api.health", "user-events", "日本");
    assertThat(history(bus, HistoryQuery.topic("service/api.health"))).hasSize(1);
    assertThat(directory.resolve("events/service%2Fapi.health.jsonl")).exists();
  }

  @Test
  void replaysFromATimeAndCountsWhatTheCallbackTook() {
    publish(
        bus,
        event("replay.test", "a", 0),
        event("replay.test", "b", 10),
        event("replay.test", "c", 20));
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
    publish(
        bus, event("resilient", "a", 0), event("resilient", "b", 0), event("resilient", "c", 0));
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

      assertThat(history(bus, HistoryQuery.topic("payloads").last(1)).get(0).event())
          .isEqualTo(published);
    }
  }

  @Test
  void storesOneJsonObjectALine() throws IOException {
    publish(bus, event("fmt", "s", 0), event("fmt", "s", 1));

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
  void storesABatchAllOrNothing() {
    Event good = event("batch", "s", 0);
    Event bad = new Event(good.id(), "batch", good.payload(), "", NOON, null, good.metadata());

    List<PublishResult> stored = join(bus.publishAll(List.of(good, event("batch", "s", 1))));
    Throwable refused = failureOf(bus.publishAll(List.of(event("batch", "s", 2), bad)));

    assertThat(stored).extracting(PublishResult::seq).containsExactly(1L, 2L);
    assertThat(refused).isInstanceOf(EventRefused.class).hasMessageContaining("source");
    assertThat(history(bus, HistoryQuery.topic("batch"))).hasSize(2);
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
  void aSourceOfEventsIsFedFromAnyPosition() {
    publish(bus, event("flow", "s", 0), event("flow", "s", 1));

    CompletionStage<List<StoredEvent>> taken =
        bus.events(SubscriptionRequest.topic("flow").from(StartPosition.All.INSTANCE))
            .take(3)
            .runWith(Sink.seq(), bus.system());
    publish(bus, event("flow", "s", 2));

    assertThat(join(taken)).extracting(StoredEvent::seq).containsExactly(1L, 2L, 3L);
  }

  private void publishNumbered(
      String source, int events, Queue<CompletableFuture<PublishResult>> results) {
    for (int n = 0; n < events; n++) {
      results.add(bus.publish("concurrent", Map.of("n", n), source).toCompletableFuture());
    }
  }
}
