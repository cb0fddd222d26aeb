package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.event;
import static archon.bus.guest.Outcomes.failure;
import static archon.bus.guest.Outcomes.isPending;
import static archon.bus.guest.Outcomes.result;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusClosed;
import archon.bus.event.EventRefused;
import archon.bus.guest.SentToNode.Publish;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.TopicUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Publishes that are not answered: their time is over, or that of their process. */
final class OutboxEndTest {
  private static final String TOPIC = "task.completed";
  private static final NodeNotResponding SILENT =
      new NodeNotResponding(4711, Duration.ofSeconds(10));

  private final FilesInMemory files = new FilesInMemory();
  private Outbox outbox = outbox("");

  private Outbox outbox(String overrides) {
    return new Outbox(OutboxTest.settings(overrides), files, Runnable::run, () -> {});
  }

  private List<Publish> sent() {
    return SentToNode.by(outbox::fill).publishes;
  }

  private List<CompletionStage<PublishResult>> publish(int count) {
    List<CompletionStage<PublishResult>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(outbox.publish(event(TOPIC, i)));
    }
    return results;
  }

  @Test
  void givesUpWhatWaitedTooLongAndSaysWhetherItMayBeStored() {
    CompletionStage<PublishResult> sent = outbox.publish(event(TOPIC, 0));
    sent();
    CompletionStage<PublishResult> unsent = outbox.publish(event(TOPIC, 1));
    outbox.tick();
    outbox.tick();
    CompletionStage<PublishResult> young = outbox.publish(event(TOPIC, 2));

    outbox.expire(2, SILENT);

    assertThat(failure(sent)).isInstanceOf(PublishOutcomeUnknown.class).hasCause(SILENT);
    assertThat(failure(unsent)).isInstanceOf(TopicUnavailable.class).hasCause(SILENT);
    assertThat(SILENT).hasMessageContaining("4711");
    assertThat(isPending(young)).isTrue();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void ignoresAnswersThatComeAfterAllInAnyOrder() {
    List<CompletionStage<PublishResult>> results = publish(3);
    long first = sent().get(0).number();
    outbox.tick();
    outbox.expire(1, SILENT);
    CompletionStage<PublishResult> next = outbox.publish(event(TOPIC, 3));
    sent();

    outbox.stored(first + 3, 1, 4, Durability.OS);
    outbox.stored(first + 1, 2, 2, Durability.OS);
    outbox.failed(first, new EventRefused("late"));

    assertThat(results)
        .allSatisfy(r -> assertThat(failure(r)).isInstanceOf(PublishOutcomeUnknown.class));
    assertThat(result(next).seq()).isEqualTo(4);
    assertThat(result(outbox.close())).isNull();
  }

  @Test
  void whatWasGivenUpIsNotSentAgainAndCountsNoMore() {
    outbox = outbox("max-pending-events = 2, max-batch-events = 2");
    publish(2);
    sent();
    outbox.tick();
    outbox.expire(1, SILENT);

    outbox.disconnected();
    outbox.lookForStored();
    List<CompletionStage<PublishResult>> next = publish(2);

    assertThat(next).allSatisfy(r -> assertThat(isPending(r)).isTrue());
    assertThat(sent()).hasSize(2);
    assertThat(files.readsFrom).isEmpty();
  }

  // ---- its end

  @Test
  void closesOnceAllIsAnsweredAndTakesNothingMore() {
    CompletionStage<PublishResult> before = outbox.publish(event(TOPIC, 0));
    long number = sent().get(0).number();

    CompletionStage<Void> closed = outbox.close();
    CompletionStage<PublishResult> after = outbox.publish(event(TOPIC, 1));

    assertThat(isPending(closed)).isTrue();
    assertThat(failure(after)).isInstanceOf(BusClosed.class);
    outbox.stored(number, 1, 1, Durability.OS);
    assertThat(result(before).seq()).isEqualTo(1);
    assertThat(isPending(closed)).isFalse();
  }

  @Test
  void leavesNoPublishUnansweredHoweverLateItComes() {
    CompletionStage<PublishResult> sent = outbox.publish(event(TOPIC, 0));
    sent();
    CompletionStage<PublishResult> unsent = outbox.publish(event(TOPIC, 1));

    outbox.abandon(); // as if a publisher had looked just before the bus was closed

    assertThat(failure(sent)).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(failure(unsent)).isInstanceOf(BusClosed.class);
    assertThat(failure(outbox.publish(event(TOPIC, 2)))).isInstanceOf(BusClosed.class);
    assertThat(failure(outbox.publish(event("new", 2)))).isInstanceOf(BusClosed.class);
    assertThat(result(outbox.close())).isNull();
  }
}
