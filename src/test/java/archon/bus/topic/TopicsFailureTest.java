package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.TOPIC;
import static archon.bus.topic.TopicsFixture.await;
import static archon.bus.topic.TopicsFixture.event;
import static archon.bus.topic.TopicsFixture.events;
import static archon.bus.topic.TopicsFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import archon.bus.event.TopicPersistenceId;
import archon.bus.topic.PublishResult.Duplicate;
import archon.bus.topic.PublishResult.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.Reject;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicsFailureTest {
  private static final IOException DISK_FULL = new IOException("No space left on device");

  private final TopicsFixture fixture = new TopicsFixture();
  private final AtomicBoolean diskIsFull = new AtomicBoolean();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void leavesTheOutcomeOpenWhenAWriteFailsAndARetryIsStoredOnce() {
    Topics topics = fixture.open();
    await(topics.publish(event(0)));
    EncodedEvent event = event(1);
    fixture.journal.failNextPersisted(DISK_FULL);

    Throwable unknown = backingOff(100, () -> failure(topics.publish(event)));
    CompletionStage<PublishResult> retry = topics.publish(event);
    timePasses(100);

    assertThat(unknown)
        .isInstanceOf(PublishOutcomeUnknown.class)
        .hasMessageContaining("may or may not be stored; publish it again with the same id")
        .hasCause(DISK_FULL);
    assertThat(await(retry)).isEqualTo(new Stored(event.event(), 2, Durability.DISK));
    assertThat(fixture.stored(TOPIC)).hasSize(2);
  }

  @Test
  void opensTheTopicAgainForAPublishThatComesLongAfterTheFailure() {
    Topics topics = fixture.open();
    fixture.journal.failNextPersisted(TopicPersistenceId.of(TOPIC), DISK_FULL);
    backingOff(100, () -> failure(topics.publish(event(1))));
    timePasses(100);
    await(topics.publish(event("another", 1))); // the guardian has seen the end of the rest

    assertThat(await(topics.publish(event(2))).seq()).isEqualTo(1);
  }

  @Test
  void findsOnRetryThatAFailedWriteWasStoredAfterAll() {
    Topics topics = fixture.open();
    EncodedEvent event = event(1);
    String id = TopicPersistenceId.of(TOPIC);
    AtomicBoolean first = new AtomicBoolean(true);
    fixture.onJournal(
        operation -> {
          if (operation instanceof WriteEvents write && first.getAndSet(false)) {
            fixture.journal.persistForRecovery(id, List.copyOf(write.getBatch()));
            return StorageFailure.create(new IOException("timed out"));
          }
          return null;
        });

    Throwable unknown = backingOff(100, () -> failure(topics.publish(event)));
    CompletionStage<PublishResult> retry = topics.publish(event);
    timePasses(100);

    assertThat(unknown).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(await(retry)).isEqualTo(new Duplicate(event.event(), 1));
    assertThat(fixture.stored(TOPIC)).hasSize(1);
  }

  @Test
  void releasesAndPreparesTheTopicBeforeItIsWrittenToAgain() {
    Topics topics = fixture.open();
    fixture.journal.failNextPersisted(DISK_FULL);
    backingOff(100, () -> failure(topics.publish(event(1))));
    CompletionStage<PublishResult> retry = topics.publish(event(2));

    timePasses(100);
    await(retry);

    assertThat(fixture.storage.calls)
        .containsExactly("prepare " + TOPIC, "release " + TOPIC, "prepare " + TOPIC);
  }

  @Test
  void keepsWhatWaitsThroughOneFailedWrite() {
    CountDownLatch writing = fixture.gate();
    CountDownLatch failing = fixture.gate();
    AtomicBoolean first = new AtomicBoolean(true);
    fixture.onJournal(
        operation -> {
          if (operation instanceof WriteEvents && first.getAndSet(false)) {
            writing.countDown();
            TopicsFixture.pass(failing);
            return StorageFailure.create(DISK_FULL);
          }
          return null;
        });
    Topics topics = fixture.open();
    CompletionStage<PublishResult> underWay = topics.publish(event(1));
    TopicsFixture.pass(writing);
    List<CompletionStage<PublishResult>> waiting = events(5).stream().map(topics::publish).toList();

    Throwable unknown =
        backingOff(
            100,
            () -> {
              failing.countDown();
              return failure(underWay);
            });
    timePasses(100);

    assertThat(unknown).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(waiting)
        .extracting(result -> TopicsFixture.await(result).seq())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void tellsThatNothingWasStoredWhenTheJournalRejects() {
    Topics topics = fixture.open();
    IllegalArgumentException reason = new IllegalArgumentException("cannot be written");
    AtomicBoolean first = new AtomicBoolean(true);
    fixture.onJournal(
        operation ->
            operation instanceof WriteEvents && first.getAndSet(false)
                ? Reject.create(reason)
                : null);

    Throwable refused = failure(topics.publish(event(1)));
    PublishResult next = await(topics.publish(event(2)));

    assertThat(refused)
        .isInstanceOf(PublishRefused.class)
        .hasMessageContaining("nothing was stored: cannot be written")
        .hasCause(reason);
    assertThat(next.seq()).isEqualTo(1); // at once: no time was moved
  }

  @Test
  void failsWhatWaitsWhenATopicCannotBePreparedAndTriesAgainLater() {
    IOException reason = new IOException("task.completed.jsonl is a directory");
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    Topics topics = fixture.open();
    CompletionStage<PublishResult> waiting = topics.publish(event(1));
    Throwable first =
        backingOff(
            100,
            () -> {
              prepared.completeExceptionally(reason);
              return failure(waiting);
            });

    CompletionStage<PublishResult> meanwhile = topics.publish(event(2));
    fixture.storage.onPrepare = () -> CompletableFuture.completedStage(null);
    timePasses(100);

    assertThat(first)
        .isInstanceOf(TopicUnavailable.class)
        .hasMessageContaining(reason.getMessage())
        .hasCause(reason);
    assertThat(failure(meanwhile)).isInstanceOf(TopicUnavailable.class).hasCause(reason);
    assertThat(await(publishedOnceAvailable(topics, event(3))).seq()).isEqualTo(1);
  }

  @Test
  void backsOffLongerWithEachFailureToPrepare() {
    fixture.storage.onPrepare = () -> CompletableFuture.failedStage(DISK_FULL);
    Topics topics = fixture.open();
    backingOff(100, () -> failure(topics.publish(event(1))));
    timePasses(100);
    backingOff(200, () -> failedAttempt(topics, 2));

    timePasses(199);
    Throwable tooEarly = failure(topics.publish(event(2)));
    long attempts = fixture.storage.count("prepare " + TOPIC);
    timePasses(1);
    backingOff(400, () -> failedAttempt(topics, 3));

    assertThat(tooEarly).isInstanceOf(TopicUnavailable.class);
    assertThat(attempts).isEqualTo(2);
  }

  @Test
  void refusesForGoodWhatTheStorageHasNoNameFor() {
    EventRefused reason = new EventRefused("it needs 300 bytes as a file name");
    fixture.storage.onPrepare = () -> CompletableFuture.failedStage(reason);
    Topics topics = fixture.open();

    Throwable first = failure(topics.publish(event(1)));
    Throwable second = failure(topics.publish(event(2))); // no time is moved

    assertThat(List.of(first, second)).containsOnly(reason);
    await(topics.close());
    assertThat(fixture.storage.calls).containsOnly("prepare " + TOPIC);
  }

  @Test
  void treatsAStorageThatThrowsAsOneThatFails() {
    fixture.storage.onPrepare =
        () -> {
          throw new IllegalStateException("closed");
        };
    Topics topics = fixture.open();

    assertThat(failure(topics.publish(event(1))))
        .isInstanceOf(TopicUnavailable.class)
        .hasMessageContaining("closed");
  }

  @Test
  void failsWhatWaitsWhenATopicCannotBeRecovered() {
    IOException damage = new IOException("damaged");
    fixture.onJournal(
        operation -> operation instanceof ReadEvents ? StorageFailure.create(damage) : null);
    fixture.journal.persistForRecovery(TopicPersistenceId.of(TOPIC), List.of("anything"));
    Topics topics = fixture.open();

    Throwable failure = failure(topics.publish(event(1)));

    assertThat(failure).isInstanceOf(TopicUnavailable.class).hasMessageContaining("damaged");
    Awaitility.await().until(() -> fixture.storage.count("release " + TOPIC) == 1);
  }

  @Test
  void leavesOtherTopicsAloneWhenOneFails() {
    Topics topics = fixture.open();
    fixture.journal.failNextNPersisted(TopicPersistenceId.of(TOPIC), 1_000, DISK_FULL);

    failure(topics.publish(event(TOPIC, 1)));

    assertThat(await(topics.publish(event("another", 1))).seq()).isEqualTo(1);
  }

  @Test
  void publishesAgainByItselfWhenAFullDiskHasSpace() {
    Topics topics = onAFullDisk();
    backingOff(100, () -> failure(topics.publish(event(1))));
    CompletionStage<PublishResult> second = topics.publish(event(2));
    Throwable still =
        backingOff(
            200,
            () -> {
              timePasses(100);
              return failure(second);
            });
    Throwable meanwhile = failure(topics.publish(event(3)));

    diskIsFull.set(false);
    timePasses(200);

    assertThat(still).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(meanwhile).isInstanceOf(TopicUnavailable.class).hasCause(DISK_FULL);
    assertThat(await(publishedOnceAvailable(topics, event(4))).seq()).isEqualTo(2);
  }

  @Test
  void clearsOnAFullDiskWithoutWaitingForTheBackOff() {
    Topics topics = onAFullDisk();
    failure(topics.publish(event(1)));

    long cleared = await(topics.clear(TOPIC, ClearLimit.All.INSTANCE)); // no time is moved

    assertThat(cleared).isEqualTo(1);
    diskIsFull.set(false);
    assertThat(await(topics.publish(event(2))).seq()).isEqualTo(2);
  }

  @Test
  void clearsATopicThatCannotBePreparedAndThenStoresWhatWaits() {
    Topics topics = fixture.open();
    await(topics.publish(event(0)));
    await(topics.close());
    Topics again = fixture.open();
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    fixture.storage.onPrepare = () -> prepared;
    CompletionStage<Long> all = again.clear(TOPIC, ClearLimit.All.INSTANCE);
    CompletionStage<Long> some = again.clear(TOPIC, new ClearLimit.BeforeSeq(1));
    CompletionStage<PublishResult> waiting = again.publish(event(1));

    fixture.storage.onPrepare = () -> CompletableFuture.completedStage(null); // there is room now
    prepared.completeExceptionally(DISK_FULL);

    assertThat(await(all)).isEqualTo(1);
    assertThat(await(some)).isZero();
    assertThat(await(waiting).seq()).isEqualTo(2);
  }

  @Test
  void tellsWhyATopicThatCannotBePreparedCannotBeClearedEither() {
    fixture.storage.onPrepare = () -> CompletableFuture.failedStage(DISK_FULL);
    IOException reason = new IOException("read-only file system");
    fixture.storage.onDelete = () -> CompletableFuture.failedStage(reason);
    Topics topics = fixture.open();

    Throwable failure = failure(topics.clear(TOPIC, ClearLimit.All.INSTANCE));

    assertThat(failure)
        .isInstanceOf(TopicUnavailable.class)
        .hasMessageContaining("cannot be cleared at present, try again: read-only file system")
        .hasCause(reason);
  }

  @Test
  void clearsBeforeItStoresWhatWaitsAlsoWhenAskedWhileTheTopicIsStopping() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    Topics topics = onAFullDisk();
    fixture.storage.onRelease = () -> released;
    failure(topics.publish(event(1)));
    CompletionStage<PublishResult> waiting = topics.publish(event(2));
    CompletionStage<Long> clear = topics.clear(TOPIC, ClearLimit.All.INSTANCE);
    fixture.storage.onDelete =
        () -> {
          diskIsFull.set(false); // deleting makes room
          return CompletableFuture.completedStage(null);
        };

    released.complete(null); // no time is moved

    assertThat(await(clear)).isEqualTo(1);
    assertThat(await(waiting).seq()).isEqualTo(2);
  }

  private Topics onAFullDisk() {
    Topics topics = fixture.open();
    await(topics.publish(event(0)));
    fixture.onJournal(
        operation ->
            operation instanceof WriteEvents && diskIsFull.get()
                ? StorageFailure.create(DISK_FULL)
                : null);
    diskIsFull.set(true);
    return topics;
  }

  /** Runs {@code failing} and waits until the topic rests for so long; only then time may pass. */
  private <T> T backingOff(int millis, Supplier<T> failing) {
    return LoggingTestKit.warn("trying again in [" + millis + " ms]")
        .expect(fixture.actors.system(), failing);
  }

  private void timePasses(int millis) {
    fixture.timePasses(Duration.ofMillis(millis));
  }

  private Throwable failedAttempt(Topics topics, long attempt) {
    return Awaitility.await()
        .until(
            () -> failure(topics.publish(event(9))),
            failure -> fixture.storage.count("prepare " + TOPIC) == attempt);
  }

  /** The end of a rest is a message to the guardian: publishing may be refused a moment longer. */
  private static CompletionStage<PublishResult> publishedOnceAvailable(
      Topics topics, EncodedEvent event) {
    return Awaitility.await()
        .until(
            () -> topics.publish(event),
            result ->
                result.handle((stored, failure) -> failure == null).toCompletableFuture().join());
  }
}
