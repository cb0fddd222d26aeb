package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PositionTrackerTest {
  private static final String TOPIC = "task.done";

  private final PositionTracker tracker =
      new PositionTracker(
          new SubscriptionPositions("billing", List.of(TOPIC), Map.of(TOPIC, 5L)), 10);

  @Test
  void allowsNoMoreThanTheBoundUntilSomethingIsStored() {
    HandOver handOver = events(5, 12);
    tracker.handedOver(handOver);
    int whileHandled = tracker.allowance();
    handOver.done(8);
    tracker.finished();
    int whenHandled = tracker.allowance();

    saved(tracker.startSave());

    assertThat(whileHandled).isEqualTo(2);
    assertThat(whenHandled).isEqualTo(2);
    assertThat(tracker.allowance()).isEqualTo(10);
  }

  @Test
  void storesNothingOfAHandOverBeforeItIsHandled() {
    tracker.handedOver(events(5, 12));

    PositionTracker.Save save = tracker.startSave();

    assertThat(tracker.isDirty()).isFalse();
    assertThat(save.positions().positions()).containsEntry(TOPIC, 5L);
  }

  @Test
  void storesWhatIsDoneOfAHandOverUnderWay() {
    HandOver handOver = events(5, 12);
    tracker.handedOver(handOver);
    handOver.done(3);

    PositionTracker.Save save = tracker.startSave();
    saved(save);

    assertThat(save.positions().positions()).containsEntry(TOPIC, 8L);
    assertThat(tracker.allowance()).isEqualTo(10 - 5);
    assertThat(tracker.isDirty()).isFalse();
  }

  @Test
  void countsWhatIsHandledWhileASaveIsUnderWayForTheNextOne() {
    HandOver handOver = events(5, 12);
    tracker.handedOver(handOver);
    handOver.done(3);
    PositionTracker.Save save = tracker.startSave();
    handOver.done(8);
    tracker.finished();

    saved(save);

    assertThat(tracker.isDirty()).isTrue();
    assertThat(tracker.isSaveUrgent()).isTrue();
    assertThat(tracker.startSave().positions().positions()).containsEntry(TOPIC, 13L);
  }

  @Test
  void countsWhatTheStoreHeldBackAsNotStored() {
    HandOver handOver = events(5, 12);
    tracker.handedOver(handOver);
    handOver.done(8);
    tracker.finished();

    tracker.saved(
        tracker.startSave(),
        new SubscriptionPositions("billing", List.of(TOPIC), Map.of(TOPIC, 10L)));

    assertThat(tracker.allowance()).isEqualTo(10 - 3);
    assertThat(tracker.isDirty()).isTrue();
    saved(tracker.startSave());
    assertThat(tracker.allowance()).isEqualTo(10);
    assertThat(tracker.isDirty()).isFalse();
  }

  @Test
  void goesBeyondAGapOnceItWasTold() {
    tracker.handedOver(new HandOver(TOPIC, List.of(), new Gap(5, 8), 0));
    boolean before = tracker.isDirty();

    tracker.finished();

    assertThat(before).isFalse();
    assertThat(tracker.startSave().positions().positions()).containsEntry(TOPIC, 9L);
  }

  @Test
  void neverMovesAKnownTopicWhenItsBeginIsFoundOutLate() {
    tracker.beginAt(TOPIC, 100);
    tracker.beginAt("task.new", 3);

    assertThat(tracker.startSave().positions().positions())
        .isEqualTo(Map.of(TOPIC, 5L, "task.new", 3L));
  }

  private void saved(PositionTracker.Save save) {
    tracker.saved(save, save.positions());
  }

  private static HandOver events(long first, long last) {
    List<StoredEvent> events =
        LongStream.rangeClosed(first, last)
            .mapToObj(seq -> new StoredEvent(seq, InMemoryLog.event(TOPIC, seq)))
            .toList();
    return new HandOver(TOPIC, events, null, 0);
  }
}
