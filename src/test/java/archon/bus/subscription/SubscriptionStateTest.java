package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import archon.bus.subscription.DeliveryState.Mode;
import archon.bus.subscription.SubscriptionState.LaterTopics;
import archon.bus.topic.Delivery;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SubscriptionStateTest {
  private static final String TOPIC = "task.done";

  private final SubscriptionState state =
      new SubscriptionState(LaterTopics.NEW, new WindowLimit(20, 20_000));

  @Test
  void takesPushesThatContinueTheTopic() {
    state.begin(TOPIC, 5, true);

    state.push(push(TOPIC, 5, 6));
    state.push(push(TOPIC, 7, 7));

    assertThat(handedOut(100)).containsExactly(5L, 6L, 7L);
    assertThat(state.nextRead()).isNull();
  }

  @Test
  void readsTheJournalAfterAPushWithoutEvents() {
    state.begin(TOPIC, 5, true);

    state.push(Delivery.hint(TOPIC, 5, 6));
    state.push(Delivery.hint(TOPIC, 3, 4));
    SubscriptionState.Read read = state.nextRead();
    state.push(Delivery.hint(TOPIC, 7, 7));
    Mode behind = state.read(new CatchUp(TOPIC, 5, null, events(TOPIC, 5, 6)));
    state.nextRead();
    Mode live = state.read(new CatchUp(TOPIC, 7, null, events(TOPIC, 7, 7)));

    assertThat(read.seq()).isEqualTo(5);
    assertThat(behind).isEqualTo(Mode.BEHIND);
    assertThat(live).isEqualTo(Mode.LIVE);
    assertThat(handedOut(100)).containsExactly(5L, 6L, 7L);
  }

  @Test
  void ignoresWhatItHasAndCutsWhatOverlaps() {
    state.begin(TOPIC, 5, true);
    state.push(push(TOPIC, 5, 7));

    state.push(push(TOPIC, 4, 6));
    state.push(push(TOPIC, 6, 9));

    assertThat(handedOut(100)).containsExactly(5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void readsTheJournalFromAGapUntilItMeetsThePushes() {
    state.begin(TOPIC, 1, true);
    state.push(push(TOPIC, 3, 3));
    state.push(push(TOPIC, 4, 4));

    SubscriptionState.Read read = state.nextRead();
    Mode mode = state.read(new CatchUp(TOPIC, 1, null, events(TOPIC, 1, 3)));

    assertThat(read.seq()).isEqualTo(1);
    assertThat(mode).isEqualTo(Mode.LIVE);
    assertThat(handedOut(100)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void joinsPushesThatComeWhileItReads() {
    state.begin(TOPIC, 1, false);
    state.nextRead();
    state.push(push(TOPIC, 3, 3));

    Mode mode = state.read(new CatchUp(TOPIC, 1, null, events(TOPIC, 1, 2)));

    assertThat(mode).isEqualTo(Mode.LIVE);
    assertThat(handedOut(100)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void readsOnUntilTheJournalHasNoMore() {
    state.begin(TOPIC, 1, false);

    state.nextRead();
    Mode afterEvents = state.read(new CatchUp(TOPIC, 1, null, events(TOPIC, 1, 2)));
    state.nextRead();
    Mode atEnd = state.read(new CatchUp(TOPIC, 3, null, List.of()));

    assertThat(afterEvents).isEqualTo(Mode.BEHIND);
    assertThat(atEnd).isEqualTo(Mode.LIVE);
  }

  @Test
  void waitsWhenTheJournalDoesNotShowWhatWasPushed() {
    state.begin(TOPIC, 1, true);
    state.push(push(TOPIC, 2, 2));
    state.nextRead();

    Mode mode = state.read(new CatchUp(TOPIC, 1, null, List.of()));

    assertThat(mode).isEqualTo(Mode.PAUSED);
    assertThat(state.nextRead()).isNull();
    state.resume(TOPIC);
    assertThat(state.nextRead()).isNotNull();
  }

  @Test
  void dropsPushesThatDoNotFitIntoTheWindow() {
    state.begin(TOPIC, 1, true);
    for (long seq = 1; seq <= 1_000; seq++) {
      state.push(push(TOPIC, seq, seq));
    }

    assertThat(state.window().heldEvents()).isLessThanOrEqualTo(20);
    assertThat(handedOut(100)).hasSize(20);
    assertThat(state.nextRead().seq()).isEqualTo(21);
  }

  @Test
  void countsBytesAsWellAsEvents() {
    state.begin(TOPIC, 1, true);

    state.push(InMemoryLog.delivery(events(TOPIC, 1, 1), 15_000));
    state.push(InMemoryLog.delivery(events(TOPIC, 2, 2), 15_000));

    assertThat(state.window().heldBytes()).isEqualTo(15_000);
    assertThat(handedOut(100)).containsExactly(1L);
    assertThat(state.nextRead().seq()).isEqualTo(2);
  }

  @Test
  void releasesTheWindowWhenEventsAreHandled() {
    state.begin(TOPIC, 1, true);
    state.push(push(TOPIC, 1, 9));

    HandOver first = state.nextHandOver(4);
    state.finished(first);
    HandOver rest = state.nextHandOver(100);
    state.finished(rest);

    assertThat(first.events()).hasSize(4);
    assertThat(state.window().heldEvents()).isZero();
    assertThat(state.window().heldBytes()).isZero();
  }

  @Test
  void tellsAGapBetweenTheEventsAroundIt() {
    state.begin(TOPIC, 1, false);
    state.nextRead();

    state.read(new CatchUp(TOPIC, 1, new Gap(1, 3), events(TOPIC, 4, 5)));

    HandOver gap = state.nextHandOver(100);
    assertThat(gap.gap()).isEqualTo(new Gap(1, 3));
    assertThat(handedOut(100)).containsExactly(4L, 5L);
  }

  @Test
  void beginsATopicThatAppearsLaterWithItsFirstEventThatIsLeft() {
    state.push(push("task.new", 8, 8));

    SubscriptionState.Read read = state.nextRead();
    state.read(new CatchUp("task.new", 1, new Gap(1, 6), events("task.new", 7, 8)));

    assertThat(read.seq()).isEqualTo(1);
    assertThat(handedOut(100)).containsExactly(7L, 8L);
  }

  @Test
  void tellsOfATopicThatAppearsLaterOnlyTheGapFromItsFirstPushOn() {
    state.push(push("task.new", 8, 8));
    state.nextRead();

    state.read(new CatchUp("task.new", 1, new Gap(1, 9), events("task.new", 10, 10)));

    assertThat(state.nextHandOver(100).gap()).isEqualTo(new Gap(8, 9));
    assertThat(handedOut(100)).containsExactly(10L);
  }

  @Test
  void looksUpWhereATopicThatAppearsLaterBeginsWhenThePositionDependsOnIt() {
    SubscriptionState since =
        new SubscriptionState(LaterTopics.START_POSITION, new WindowLimit(20, 20_000));

    since.push(push("task.new", 1, 3));

    assertThat(since.nextRead().seq()).isEqualTo(DeliveryState.UNDETERMINED);
    assertThat(since.read(new CatchUp("task.new", 3, null, events("task.new", 3, 3))))
        .isEqualTo(Mode.LIVE);
    assertThat(since.nextHandOver(10).events()).hasSize(1);
  }

  @Test
  void letsTheFirstPushDecideWhereANewSubscriptionBeginsInATopicThatCouldNotBeRead() {
    state.begin(TOPIC, DeliveryState.UNDETERMINED, true);
    state.nextRead();

    state.push(push(TOPIC, 7, 7));
    state.read(new CatchUp(TOPIC, 9, null, List.of()));

    assertThat(state.nextRead().seq()).isEqualTo(7);
  }

  @Test
  void readsOnlyTheTopicsThatCanBeRead() {
    state.begin("bad", 1, false);
    state.begin("good", 1, false);

    SubscriptionState.Read first = state.nextRead();
    state.readFailed(first.topic());
    SubscriptionState.Read second = state.nextRead();
    state.readFailed(second.topic());

    assertThat(List.of(first.topic(), second.topic())).containsExactlyInAnyOrder("bad", "good");
    assertThat(state.nextRead()).isNull();
  }

  @Test
  void givesEveryTopicItsTurn() {
    state.begin("busy", 1, true);
    state.begin("calm", 1, true);
    state.push(push("busy", 1, 10));
    state.push(push("calm", 1, 1));

    List<String> turns =
        List.of(turn(4).topic(), turn(4).topic(), turn(4).topic(), turn(4).topic());

    assertThat(turns).containsExactly("busy", "calm", "busy", "busy");
  }

  @Test
  void readsTopicsInTurnsOfAQuarterOfTheWindow() {
    state.begin("busy", 1, false);
    state.begin("calm", 1, false);

    SubscriptionState.Read first = state.nextRead();
    state.read(
        new CatchUp(first.topic(), 1, null, events(first.topic(), 1, first.room().events())));
    SubscriptionState.Read second = state.nextRead();

    assertThat(first.room().events()).isEqualTo(5);
    assertThat(second.topic()).isNotEqualTo(first.topic());
  }

  @Test
  void readsWhatItHearsOfWithoutAPush() {
    state.begin(TOPIC, 4, true);

    state.heardOf(TOPIC, 3);
    SubscriptionState.Read nothing = state.nextRead();
    state.heardOf(TOPIC, 4);

    assertThat(nothing).isNull();
    assertThat(state.nextRead().seq()).isEqualTo(4);
  }

  private HandOver turn(int maxEvents) {
    HandOver handOver = state.nextHandOver(maxEvents);
    state.finished(handOver);
    return handOver;
  }

  private List<Long> handedOut(int maxEvents) {
    return turn(maxEvents).events().stream().map(StoredEvent::seq).toList();
  }

  private static Delivery push(String topic, long first, long last) {
    return InMemoryLog.delivery(events(topic, first, last), 100 * (last - first + 1));
  }

  private static List<StoredEvent> events(String topic, long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(seq -> new StoredEvent(seq, InMemoryLog.event(topic, seq)))
        .toList();
  }
}
