package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.TOPIC;
import static archon.bus.topic.TopicsFixture.await;
import static archon.bus.topic.TopicsFixture.event;
import static archon.bus.topic.TopicsFixture.events;
import static archon.bus.topic.TopicsFixture.failure;
import static archon.bus.topic.TopicsFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.topic.PublishResult.Duplicate;
import archon.bus.topic.PublishResult.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicsPublishTest {
  private final TopicsFixture fixture = new TopicsFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void storesWhatAHundredThreadsPublishEachInItsOrderAndPushesEachOnce() throws Exception {
    Topics topics = fixture.open();
    TestProbe<Delivery> subscriber = fixture.actors.createTestProbe();
    topics.register(TOPIC::equals, subscriber.getRef()::tell);
    ConcurrentLinkedQueue<CompletionStage<PublishResult>> results = new ConcurrentLinkedQueue<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 100; t++) {
      String source = "archon-" + t;
      Thread thread =
          new Thread(
              () -> {
                TopicsFixture.pass(start);
                for (int i = 0; i < 100; i++) {
                  Event event = Event.create(TOPIC, Map.of("number", i), source);
                  results.add(topics.publish(TopicsFixture.encoded(event)));
                }
              });
      thread.start();
      threads.add(thread);
    }

    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    List<Long> seqs = new ArrayList<>();
    results.forEach(result -> seqs.add(((Stored) await(result)).seq()));
    Collections.sort(seqs);
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList());
    List<StoredEvent> pushed = new ArrayList<>();
    while (pushed.size() < 10_000) {
      pushed.addAll(subscriber.receiveMessage().events());
    }
    subscriber.expectNoMessage(Duration.ZERO);
    assertThat(pushed).extracting(StoredEvent::seq).isEqualTo(seqs);
    assertThat(pushed).extracting(StoredEvent::event).isEqualTo(fixture.stored(TOPIC));
    Map<String, Integer> next = new HashMap<>();
    for (StoredEvent stored : pushed) {
      int number = stored.event().payload().get("number").intValue();
      assertThat(number).isEqualTo(next.merge(stored.event().source(), 1, Integer::sum) - 1);
    }
  }

  @Test
  void storesABurstInFewFactsInTheOrderOfItsThread() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open();
    List<EncodedEvent> burst = events(2_500);
    List<CompletionStage<PublishResult>> results = burst.stream().map(topics::publish).toList();

    prepared.complete(null);
    results.forEach(TopicsFixture::await);

    assertThat(fixture.facts(TOPIC)).hasSize(3);
    assertThat(fixture.stored(TOPIC)).isEqualTo(burst.stream().map(EncodedEvent::event).toList());
  }

  @Test
  void acknowledgesWithWhatTheStorageGuaranteesForTheTopic() {
    Topics topics = fixture.open();

    PublishResult synced = await(topics.publish(TopicsFixture.event("orders", 1)));
    PublishResult written = await(topics.publish(TopicsFixture.event("metrics.cpu", 1)));

    assertThat(synced).isEqualTo(new Stored(synced.event(), 1, Durability.DISK));
    assertThat(written).isEqualTo(new Stored(written.event(), 1, Durability.OS));
  }

  @Test
  void boundsABatchByItsBytesButStoresALargerEventAlone() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open(settings("max-batch-bytes = 1KiB"));
    EncodedEvent large =
        TopicsFixture.encoded(Event.create(TOPIC, Map.of("text", "x".repeat(2_000)), "fenrir"));
    List<EncodedEvent> several = List.of(event(1), event(2), large, event(3));
    List<CompletionStage<PublishResult>> results = several.stream().map(topics::publish).toList();

    prepared.complete(null);
    results.forEach(TopicsFixture::await);

    assertThat(fixture.facts(TOPIC))
        .extracting(fact -> fact.digests().size())
        .containsExactly(2, 1, 1);
  }

  @Test
  void refusesWhatDoesNotFitIntoTheQueueAtOnceAndKeepsWhatWaits() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open(settings("max-batch-events = 3, max-pending-events = 3"));
    List<CompletionStage<PublishResult>> waiting = events(3).stream().map(topics::publish).toList();

    CompletionStage<PublishResult> tooMany = topics.publish(event(4));

    assertThat(tooMany.toCompletableFuture()).isCompletedExceptionally();
    assertThat(failure(tooMany))
        .isInstanceOf(BusOverloaded.class)
        .hasMessageContaining(
            "topic \"task.completed\": expected at most 3 waiting events"
                + " (archon.bus.topic.max-pending-events) but 3 wait already")
        .hasMessageContaining("nothing was stored");
    prepared.complete(null);
    waiting.forEach(TopicsFixture::await);
    assertThat(await(topics.publish(event(5))).seq()).isEqualTo(4);
  }

  @Test
  void boundsTheQueueByBytesToo() {
    fixture.storage.onPrepare = CompletableFuture::new;
    Topics topics = fixture.open(settings("max-batch-bytes = 1KiB, max-pending-bytes = 1KiB"));
    EncodedEvent large =
        TopicsFixture.encoded(Event.create(TOPIC, Map.of("text", "x".repeat(700)), "fenrir"));
    CompletionStage<PublishResult> waits = topics.publish(large);

    CompletionStage<PublishResult> tooMuch = topics.publish(large);

    assertThat(waits.toCompletableFuture()).isNotDone();
    assertThat(failure(tooMuch))
        .isInstanceOf(BusOverloaded.class)
        .hasMessageContaining("1024 bytes of waiting events (archon.bus.topic.max-pending-bytes)");
  }

  @Test
  void acknowledgesARepeatedEventWithItsFirstSeqAlsoAfterTheTopicWasStopped() {
    EncodedEvent event = event(1);
    Topics first = fixture.open();
    await(first.publish(event(0)));
    await(first.publish(event));

    PublishResult again = await(first.publish(event));
    await(first.close());
    PublishResult afterwards = await(fixture.open().publish(event));

    assertThat(again).isEqualTo(new Duplicate(event.event(), 2));
    assertThat(afterwards).isEqualTo(new Duplicate(event.event(), 2));
    assertThat(fixture.stored(TOPIC)).hasSize(2);
  }

  @Test
  void refusesAnotherEventWithAKnownIdAlsoAfterTheTopicWasStopped() {
    UUID id = UUID.randomUUID();
    Topics first = fixture.open();
    await(first.publish(event(id, 1)));

    Throwable conflict = failure(first.publish(event(id, 2)));
    await(first.close());
    Throwable afterwards = failure(fixture.open().publish(event(id, 2)));

    assertThat(conflict).isInstanceOf(EventConflict.class);
    assertThat(afterwards).isInstanceOf(EventConflict.class).hasMessage(conflict.getMessage());
  }

  @Test
  void takesARetryWithALaterTimeAsTheSameEvent() {
    Topics topics = fixture.open();
    Event event = event(1).event();
    await(topics.publish(TopicsFixture.encoded(event)));

    PublishResult again =
        await(
            topics.publish(
                TopicsFixture.encoded(event.withTimestamp(event.timestamp().plusSeconds(5)))));

    assertThat(again).isInstanceOf(Duplicate.class);
  }

  @Test
  void recognisesExactlyTheHorizonAlsoAfterRecovery() {
    TopicSettings tenEvents = settings("idempotence-horizon = 10");
    List<EncodedEvent> published = events(12);
    Topics first = fixture.open(tenEvents);
    published.forEach(event -> await(first.publish(event)));
    await(first.close());
    Topics recovered = fixture.open(tenEvents);

    PublishResult tenBack = await(recovered.publish(published.get(2)));
    PublishResult elevenBack = await(recovered.publish(published.get(1)));

    assertThat(tenBack).isEqualTo(new Duplicate(published.get(2).event(), 3));
    assertThat(elevenBack).isEqualTo(new Stored(published.get(1).event(), 13, Durability.DISK));
  }

  @Test
  void storesAGroupInOneFactInItsOrder() {
    Topics topics = fixture.open();
    List<EncodedEvent> group = events(1_000);
    await(topics.publish(event(0)));

    List<PublishResult> results = await(topics.publishAll(TOPIC, group));

    assertThat(fixture.facts(TOPIC)).hasSize(2);
    assertThat(results)
        .extracting(PublishResult::seq)
        .isEqualTo(LongStream.rangeClosed(2, 1_001).boxed().toList());
    assertThat(await(topics.publishAll(TOPIC, List.of()))).isEmpty();
  }

  @Test
  void neverSplitsAGroupOverTwoFacts() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open();
    List<CompletionStage<?>> results =
        List.of(topics.publishAll(TOPIC, events(600)), topics.publishAll(TOPIC, events(600)));

    prepared.complete(null);
    results.forEach(TopicsFixture::await);

    assertThat(fixture.facts(TOPIC))
        .extracting(fact -> fact.digests().size())
        .containsExactly(600, 600);
  }

  @Test
  void refusesAGroupThatIsNoBatchOfThisTopic() {
    Topics topics = fixture.open(settings("max-batch-bytes = 2KiB, max-batch-events = 50"));
    UUID id = UUID.randomUUID();

    assertThat(failure(topics.publishAll(TOPIC, events(51))))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining(
            "expected at most 50 events (archon.bus.topic.max-batch-events) but found 51");
    assertThat(failure(topics.publishAll(TOPIC, events(50))))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("expected at most 2048 bytes (archon.bus.topic.max-batch-bytes)");
    assertThat(failure(topics.publishAll(TOPIC, List.of(event(1), event("other", 2)))))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("but found \"other\"");
    assertThat(failure(topics.publishAll(TOPIC, List.of(event(id, 1), event(id, 2)))))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("the id stands twice");
    assertThat(fixture.facts(TOPIC)).isEmpty();
  }

  @Test
  void pushesToThoseWhoseTopicsMatchAlsoWhenTheTopicIsNew() {
    Topics topics = fixture.open();
    await(topics.publish(event("task.old", 0)));
    TestProbe<Delivery> tasks = fixture.actors.createTestProbe();
    TestProbe<Delivery> others = fixture.actors.createTestProbe();
    topics.register(new TopicPattern("task.*"), tasks.getRef()::tell);
    topics.register(topic -> topic.startsWith("user"), others.getRef()::tell);

    await(topics.publish(event("task.old", 1)));
    await(topics.publish(event("task.new", 1)));

    Delivery old = tasks.receiveMessage();
    if (old.firstSeq() == 1) {
      old = tasks.receiveMessage(); // an event that was answered just before may come too
    }
    assertThat(old.topic()).isEqualTo("task.old");
    assertThat(old.firstSeq()).isEqualTo(2);
    assertThat(tasks.receiveMessage().topic()).isEqualTo("task.new");
    others.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sharesOneDeliveryAndPushesNoMoreAfterCancelling() {
    Topics topics = fixture.open();
    TestProbe<Delivery> leaving = fixture.actors.createTestProbe();
    TestProbe<Delivery> staying = fixture.actors.createTestProbe();
    Registration registration = topics.register(TOPIC::equals, leaving.getRef()::tell);
    topics.register(TOPIC::equals, staying.getRef()::tell);
    await(topics.publish(event(1)));
    Delivery first = staying.receiveMessage();

    registration.cancel();
    registration.cancel();
    await(topics.publish(event(2)));

    assertThat(leaving.receiveMessage()).isSameAs(first);
    assertThat(staying.receiveMessage().firstSeq()).isEqualTo(2);
    leaving.expectNoMessage(Duration.ZERO);
  }
}
