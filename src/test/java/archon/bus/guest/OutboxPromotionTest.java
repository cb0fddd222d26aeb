package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.topic.PublishResult;
import archon.bus.topic.Topics;
import archon.bus.topic.TopicsInMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a guest's process becomes the node itself. */
@Timeout(60)
final class OutboxPromotionTest {
  private static final String TOPIC = "task.completed";
  private static final int EVENTS = 5_000;

  private final TopicsInMemory inMemory = new TopicsInMemory();
  private final FilesInMemory files = new FilesInMemory();
  private final Outbox outbox = new Outbox(OutboxTest.settings(""), files, Runnable::run, () -> {});

  @AfterEach
  void close() {
    inMemory.close();
  }

  @Test
  void handsOverInOrderAndLosesNothingThatIsPublishedMeanwhile() throws Exception {
    Topics topics = inMemory.open();
    List<CompletableFuture<PublishResult>> results = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    CountDownLatch underWay = new CountDownLatch(1_000);
    Thread publisher =
        new Thread(
            () -> {
              for (int i = 0; i < EVENTS; i++) {
                EncodedEvent event = event(TOPIC, i);
                ids.add(event.event().id());
                results.add(outbox.publish(event).toCompletableFuture());
                underWay.countDown();
              }
            });

    publisher.start();
    underWay.await();
    SentToNode.by(outbox::fill);
    outbox.disconnected();
    outbox.promote(topics);
    publisher.join();

    assertThat(results).allSatisfy(r -> assertThat(r.get(20, SECONDS).seq()).isPositive());
    assertThat(inMemory.stored(TOPIC)).extracting(Event::id).isEqualTo(ids);
  }

  @Test
  void whatTheFilesShowIsNotStoredAgain() throws Exception {
    EncodedEvent stored = event(TOPIC, 0);
    CompletionStage<PublishResult> result = outbox.publish(stored);
    SentToNode.by(outbox::fill);
    files.store(event(TOPIC, 98), stored);

    outbox.disconnected();
    outbox.lookForStored();
    outbox.promote(inMemory.open());

    assertThat(result.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(2);
    assertThat(inMemory.stored(TOPIC)).isEmpty();
  }

  @Test
  void closingInTheMiddleOfItEnds() throws Exception {
    CompletionStage<PublishResult> result = outbox.publish(event(TOPIC, 0));
    CompletionStage<Void> closed = outbox.close();

    outbox.disconnected();
    outbox.promote(inMemory.open());

    closed.toCompletableFuture().get(20, SECONDS); // from here on the topics answer what waits
    assertThat(result.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(1);
  }

  @Test
  void publishersAreToldWhereOthersMayPublish() throws Exception {
    Topics closedTopics = inMemory.open();
    closedTopics.close().toCompletableFuture().get(20, SECONDS);
    CompletableFuture<Boolean> whilePromoted = new CompletableFuture<>();
    CompletableFuture<Boolean> later = new CompletableFuture<>();
    CompletionStage<PublishResult> first = outbox.publish(event(TOPIC, 0));
    var unused = first.whenComplete((stored, failure) -> whilePromoted.complete(othersPublish()));

    outbox.disconnected();
    outbox.promote(closedTopics);
    CompletionStage<PublishResult> second = outbox.publish(event(TOPIC, 2));
    unused = second.whenComplete((stored, failure) -> later.complete(othersPublish()));

    assertThat(whilePromoted.get(20, SECONDS)).isTrue();
    assertThat(later.get(20, SECONDS)).isTrue();
    assertThat(second.toCompletableFuture())
        .failsWithin(20, SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(BusClosed.class);
  }

  /** Whether another thread's publish to the same topic is taken at once. */
  private boolean othersPublish() {
    Thread other = new Thread(() -> outbox.publish(event(TOPIC, 1)));
    other.setDaemon(true);
    other.start();
    try {
      other.join(5_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return !other.isAlive();
  }
}
