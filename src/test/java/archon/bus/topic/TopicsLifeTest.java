package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.TOPIC;
import static archon.bus.topic.TopicsFixture.await;
import static archon.bus.topic.TopicsFixture.event;
import static archon.bus.topic.TopicsFixture.events;
import static archon.bus.topic.TopicsFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import archon.bus.topic.PublishResult.Duplicate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicsLifeTest {
  private static final Duration IDLE = TopicsFixture.DEFAULTS.passivateAfter();

  private final TopicsFixture fixture = new TopicsFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void releasesAnIdleTopicAndOpensItAgainOnTheNextPublish() {
    Topics topics = fixture.open();
    TestProbe<Delivery> subscriber = fixture.actors.createTestProbe();
    topics.register(TOPIC::equals, subscriber.getRef()::tell);
    await(topics.publish(event(1)));
    subscriber.receiveMessage();

    passivate();
    long seq = await(topics.publish(event(2))).seq();

    assertThat(seq).isEqualTo(2);
    assertThat(subscriber.receiveMessage().firstSeq()).isEqualTo(2);
    assertThat(fixture.storage.calls)
        .containsExactly("prepare " + TOPIC, "release " + TOPIC, "prepare " + TOPIC);
  }

  @Test
  void keepsATopicOpenThatIsUsedNowAndThen() {
    Topics topics = fixture.open();
    await(topics.publish(event(1)));

    for (int i = 0; i < 3; i++) {
      fixture.timePasses(IDLE.minusSeconds(1));
      await(topics.publish(event(i + 2)));
    }

    assertThat(fixture.storage.calls).containsExactly("prepare " + TOPIC);
  }

  @Test
  void storesWhatIsPublishedWhileATopicIsBeingReleased() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    fixture.storage.onRelease = () -> released;
    Topics topics = fixture.open();
    await(topics.publish(event(1)));
    passivate();

    CompletionStage<PublishResult> meanwhile = topics.publish(event(2));
    long prepared = fixture.storage.count("prepare " + TOPIC);
    released.complete(null);

    assertThat(await(meanwhile).seq()).isEqualTo(2);
    assertThat(prepared).isEqualTo(1);
  }

  @Test
  void losesNothingWhenTopicsAreStoppedInTheMiddleOfPublishing() {
    try (TopicsFixture realTime = TopicsFixture.inRealTime()) {
      Topics topics = realTime.open(TopicsFixture.settings("passivate-after = 1ms"));
      List<CompletionStage<PublishResult>> results = new ArrayList<>();

      // Pauses around the time after which the topic stops, until it has often been caught
      // stopping.
      for (int round = 0; realTime.storage.count("release " + TOPIC) < 10; round++) {
        events(5).forEach(event -> results.add(topics.publish(event)));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(round % 30));
      }

      assertThat(results)
          .extracting(result -> await(result).seq())
          .isEqualTo(LongStream.rangeClosed(1, results.size()).boxed().toList());
    }
  }

  @Test
  void storesEverythingAcceptedBeforeItCloses() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open();
    List<CompletionStage<PublishResult>> accepted = new ArrayList<>();
    events(2_500).forEach(event -> accepted.add(topics.publish(event)));
    accepted.add(topics.publish(event("another", 1)));

    CompletionStage<Void> closed = topics.close();
    CompletionStage<PublishResult> late = topics.publish(event(9));
    boolean closedEarly = closed.toCompletableFuture().isDone();
    prepared.complete(null);
    await(closed);

    assertThat(closedEarly).isFalse();
    assertThat(accepted).allMatch(result -> result.toCompletableFuture().isDone());
    assertThat(fixture.stored(TOPIC)).hasSize(2_500);
    assertThat(failure(late)).isInstanceOf(BusClosed.class);
    assertThat(fixture.storage.calls).contains("release " + TOPIC, "release another");
  }

  @Test
  void closesWithWritersStillAtIt() throws Exception {
    Topics topics = fixture.open();
    List<CompletionStage<PublishResult>> results = new ArrayList<>();
    CountDownLatch enough = new CountDownLatch(500);
    Thread publisher =
        new Thread(
            () -> {
              CompletionStage<PublishResult> last;
              do {
                last = topics.publish(event("topic-" + results.size() % 7, results.size()));
                results.add(last);
                enough.countDown();
              } while (!last.toCompletableFuture().isCompletedExceptionally());
            });
    publisher.start();
    TopicsFixture.pass(enough);

    await(topics.close());
    publisher.join();

    CompletionStage<PublishResult> refused = results.remove(results.size() - 1);
    assertThat(failure(refused)).isInstanceOf(BusClosed.class);
    assertThat(results).allMatch(result -> result.toCompletableFuture().isDone());
    results.forEach(TopicsFixture::await);
  }

  @Test
  void closesTwiceAndRefusesEverythingAfterwards() {
    Topics topics = fixture.open();
    await(topics.publish(event(1)));

    await(topics.close());
    await(topics.close());

    assertThat(failure(topics.publish(event(2)))).isInstanceOf(BusClosed.class);
    assertThat(failure(topics.publishAll(TOPIC, events(2)))).isInstanceOf(BusClosed.class);
    assertThat(failure(topics.clear(TOPIC, ClearLimit.All.INSTANCE))).isInstanceOf(BusClosed.class);
  }

  @Test
  void closesAlsoWhenATopicCannotBeWritten() {
    fixture.storage.onPrepare = () -> CompletableFuture.failedStage(new IOException("no"));
    Topics topics = fixture.open();
    failure(topics.publish(event(1)));

    await(topics.close());
  }

  @Test
  void tellsThoseWhoWaitWhenTheActorSystemEnds() {
    CountDownLatch writing = fixture.gate();
    CountDownLatch go = fixture.gate();
    fixture.onJournal(
        operation -> {
          if (operation instanceof WriteEvents) {
            writing.countDown();
            TopicsFixture.pass(go);
          }
          return null;
        });
    Topics topics = fixture.open();
    CompletionStage<PublishResult> underWay = topics.publish(event(1));
    TopicsFixture.pass(writing);
    CompletionStage<PublishResult> waiting = topics.publish(event(2));

    fixture.actors.system().terminate();
    Throwable unknown = failure(underWay);
    Throwable closed = failure(waiting);
    go.countDown();

    assertThat(unknown).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(closed).isInstanceOf(BusClosed.class);
    assertThat(failure(topics.publish(event(3)))).isInstanceOf(BusClosed.class);
    await(topics.close());
  }

  @Test
  void clearsAndGoesOnWithTheNextSeqAlsoAfterRecovery() {
    Topics topics = fixture.open();
    List<EncodedEvent> events = events(5);
    events.forEach(event -> await(topics.publish(event)));

    long cleared = await(topics.clear(TOPIC, ClearLimit.All.INSTANCE));
    long next = await(topics.publish(event(6))).seq();
    passivate();
    PublishResult known = await(topics.publish(events.get(4)));
    long afterwards = await(topics.publish(event(7))).seq();

    assertThat(cleared).isEqualTo(5);
    assertThat(next).isEqualTo(6);
    assertThat(known).isEqualTo(new Duplicate(events.get(4).event(), 5));
    assertThat(afterwards).isEqualTo(7);
  }

  @Test
  void handsTheStorageTheLimitOfAClear() {
    Topics topics = fixture.open();
    await(topics.publish(event(1)));
    ClearLimit limit = new ClearLimit.BeforeTime(Instant.EPOCH);

    await(topics.clear(TOPIC, limit));

    assertThat(fixture.storage.limits).containsExactly(limit);
  }

  @Test
  void storesNothingWhileItClears() {
    CompletableFuture<Void> deleted = new CompletableFuture<>();
    fixture.storage.onDelete = () -> deleted;
    Topics topics = fixture.open();
    await(topics.publish(event(1)));
    AtomicBoolean wroteMeanwhile = new AtomicBoolean();
    fixture.onJournal(
        operation -> {
          if (operation instanceof WriteEvents write
              && TopicFact.class.cast(write.getBatch().get(0)).firstSeq() == 2
              && !deleted.isDone()) {
            wroteMeanwhile.set(true);
          }
          return null;
        });
    CompletionStage<Long> clear = topics.clear(TOPIC, ClearLimit.All.INSTANCE);
    Awaitility.await().until(() -> fixture.storage.count("delete " + TOPIC) == 1);

    CompletionStage<PublishResult> waiting = topics.publish(event(2));
    CompletionStage<Long> again = topics.clear(TOPIC, ClearLimit.All.INSTANCE);
    await(topics.publish(event("another", 1))); // time enough for a topic that would not wait
    deleted.complete(null);

    assertThat(await(clear)).isEqualTo(1);
    assertThat(await(waiting).seq()).isEqualTo(2);
    assertThat(await(again)).isBetween(0L, 1L);
    assertThat(wroteMeanwhile).isFalse();
  }

  @Test
  void deletesOnceForAllWhoAskBeforeItBegins() {
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open();
    List<CompletionStage<Long>> clears = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) { // more than Pekko's stash holds
      clears.add(topics.clear(TOPIC, ClearLimit.All.INSTANCE));
    }

    prepared.complete(null);

    assertThat(clears).extracting(TopicsFixture::await).containsOnly(0L);
    assertThat(fixture.storage.calls).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void clearsTopicsOfAnyName() {
    Topics topics = fixture.open();

    for (String odd : List.of("$a", "a/b?c", "\ud800", "?", "")) {
      assertThat(await(topics.clear(odd, ClearLimit.All.INSTANCE))).isZero();
    }
  }

  @Test
  void reportsWhyAClearFailed() {
    IOException reason = new IOException("read-only file system");
    fixture.storage.onDelete = () -> CompletableFuture.failedStage(reason);
    Topics topics = fixture.open();
    await(topics.publish(event(1)));

    assertThat(failure(topics.clear(TOPIC, ClearLimit.All.INSTANCE))).isSameAs(reason);
    assertThat(await(topics.publish(event(2))).seq()).isEqualTo(2);
  }

  @Test
  void takesAnyNumberOfPublishesWhileASlowJournalRecovers() {
    fixture.journal.persistForRecovery(
        TopicPersistenceId.of(TOPIC), List.of(TopicFact.of(1, events(10))));
    CountDownLatch reading = fixture.gate();
    CountDownLatch go = fixture.gate();
    fixture.onJournal(
        operation -> {
          if (operation instanceof ReadEvents) {
            reading.countDown();
            TopicsFixture.pass(go);
          }
          return null;
        });
    Topics topics = fixture.open();
    List<CompletionStage<PublishResult>> results = new ArrayList<>();
    results.add(topics.publish(event(0)));
    TopicsFixture.pass(reading);

    // Pekko's stash holds 4,096 commands, and one more would end the actor, as configured.
    events(10_000).forEach(event -> results.add(topics.publish(event)));
    go.countDown();

    assertThat(results)
        .extracting(result -> await(result).seq())
        .isEqualTo(LongStream.rangeClosed(11, 10_011).boxed().toList());
    assertThat(fixture.storage.calls).containsExactly("prepare " + TOPIC);
  }

  @Test
  void snapshotsByEventsNotByFacts() {
    Topics topics = fixture.open(TopicsFixture.settings("snapshot-every-events = 100"));
    String id = TopicPersistenceId.of(TOPIC);

    await(topics.publishAll(TOPIC, events(99)));
    int before = fixture.snapshots.persistedInStorage(id).size();
    await(topics.publishAll(TOPIC, events(2)));
    await(topics.publishAll(TOPIC, events(98)));
    int between = fixture.snapshots.persistedInStorage(id).size();
    await(topics.publish(event(1)));

    assertThat(before).isZero();
    assertThat(between).isEqualTo(1);
    assertThat(fixture.snapshots.persistedInStorage(id)).hasSize(2);
    assertThat(fixture.facts(TOPIC)).hasSize(4); // nothing was deleted
  }

  @Test
  void recoversFromItsSnapshotAndTheFactsAfterIt() {
    Topics first = fixture.open(TopicsFixture.settings("snapshot-every-events = 100"));
    List<EncodedEvent> events = events(150);
    events.forEach(event -> await(first.publish(event)));
    await(first.close());

    Topics second = fixture.open();

    assertThat(await(second.publish(events.get(20))))
        .isEqualTo(new Duplicate(events.get(20).event(), 21));
    assertThat(await(second.publish(events.get(120))))
        .isEqualTo(new Duplicate(events.get(120).event(), 121));
    assertThat(await(second.publish(event(151))).seq()).isEqualTo(151);
  }

  /**
   * Lets the topic be idle for long enough, and waits until its files have been asked to be
   * released.
   */
  private void passivate() {
    long before = fixture.storage.count("release " + TOPIC);
    Awaitility.await()
        .until(
            () -> {
              fixture.timePasses(IDLE);
              return fixture.storage.count("release " + TOPIC) > before;
            });
  }
}
