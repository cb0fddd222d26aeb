package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.event;
import static archon.bus.topic.TopicsFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.TopicFact;
import archon.bus.topic.PublishResult.Duplicate;
import archon.bus.topic.PublishResult.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class BatchTest {
  private static final String TOPIC = TopicsFixture.TOPIC;
  private static final UUID ID = UUID.fromString("93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a");

  @Test
  void numbersNewEventsInTheOrderTheyCame() {
    EncodedEvent first = event(1);
    EncodedEvent second = event(2);
    SinglePublish one = SinglePublish.of(first);
    SinglePublish two = SinglePublish.of(second);

    Batch batch = Batch.number(TOPIC, stateWith(event(0)), List.of(one, two));

    assertThat(batch.fact()).isEqualTo(TopicFact.of(2, List.of(first, second)));
    assertThat(one.outcome()).isNotDone();
    batch.completeAsStored(Durability.OS);
    assertThat(one.outcome()).isCompletedWithValue(new Stored(first.event(), 2, Durability.OS));
    assertThat(two.outcome()).isCompletedWithValue(new Stored(second.event(), 3, Durability.OS));
  }

  @Test
  void answersAStoredEventAtOnceWithItsFirstSeq() {
    EncodedEvent known = event(1);
    SinglePublish again = SinglePublish.of(known);

    Batch batch = Batch.number(TOPIC, stateWith(event(0), known), List.of(again));
    batch.completeAtOnce(Durability.DISK);

    assertThat(batch.isEmpty()).isTrue();
    assertThat(again.outcome()).isCompletedWithValue(new Duplicate(known.event(), 2));
  }

  @Test
  void answersAnEventThatItsPublisherFoundStoredHoweverLongAgo() {
    EncodedEvent old = event(1);
    List<Long> answered = new ArrayList<>();
    Pending again = new FoundBefore(old, 7, answered);
    TopicState state = TopicState.empty(1).apply(TopicFact.of(7, List.of(old, event(2))));

    Batch batch = Batch.number(TOPIC, state, List.of(again));
    batch.completeAtOnce(Durability.DISK);

    assertThat(batch.isEmpty()).isTrue();
    assertThat(answered).containsExactly(7L);
  }

  private record FoundBefore(EncodedEvent only, long seq, List<Long> answered) implements Pending {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public EncodedEvent event(int index) {
      return only;
    }

    @Override
    public long knownSeq(int index) {
      return seq;
    }

    @Override
    public long bytes() {
      return only.sizeInBytes();
    }

    @Override
    public void complete(long[] seqs, int from, Durability durability) {
      answered.add(seqs[from]);
    }

    @Override
    public void fail(BusException failure) {
      throw failure;
    }
  }

  @Test
  void answersTheSecondOfTwoInABatchOnlyOnceTheFirstIsPersisted() {
    SinglePublish first = SinglePublish.of(event(ID, 1));
    SinglePublish second = SinglePublish.of(event(ID, 1));

    Batch batch = Batch.number(TOPIC, stateWith(), List.of(first, second));
    batch.completeAtOnce(Durability.DISK);

    assertThat(batch.fact().digests()).hasSize(1);
    assertThat(second.outcome()).isNotDone();
    batch.completeAsStored(Durability.DISK);
    assertThat(second.outcome())
        .isCompletedWithValueMatching(
            result -> result instanceof Duplicate duplicate && duplicate.seq() == 1);
  }

  @Test
  void refusesAKnownIdWithOtherContent() {
    SinglePublish conflicting = SinglePublish.of(event(ID, 2));

    Batch batch = Batch.number(TOPIC, stateWith(event(0), event(ID, 1)), List.of(conflicting));
    batch.completeAtOnce(Durability.DISK);

    assertThat(batch.isEmpty()).isTrue();
    assertThat(failure(conflicting.outcome()))
        .isInstanceOf(EventConflict.class)
        .hasMessageContaining(ID.toString())
        .extracting(conflict -> ((EventConflict) conflict).seq())
        .isEqualTo(2L);
  }

  @Test
  void refusesAGroupAsAWholeWhenOneOfItConflicts() {
    SinglePublish before = SinglePublish.of(event(1));
    EncodedEvent inGroup = event(2);
    GroupPublish group = GroupPublish.of(List.of(inGroup, event(3), event(ID, 9)));
    SinglePublish after = SinglePublish.of(inGroup);

    Batch batch = Batch.number(TOPIC, stateWith(event(ID, 1)), List.of(before, group, after));
    batch.completeAtOnce(Durability.DISK);
    batch.completeAsStored(Durability.DISK);

    assertThat(failure(group.outcome())).isInstanceOf(EventConflict.class);
    assertThat(batch.fact().events()).containsExactly(before.event(), after.event());
    assertThat(after.outcome())
        .isCompletedWithValue(new Stored(inGroup.event(), 3, Durability.DISK));
  }

  @Test
  void tellsDuplicatesWithinAGroupFromNewEvents() {
    EncodedEvent known = event(1);
    EncodedEvent fresh = event(2);
    GroupPublish group = GroupPublish.of(List.of(fresh, known, fresh));

    Batch.number(TOPIC, stateWith(known), List.of(group)).completeAsStored(Durability.DISK);

    assertThat(group.outcome())
        .isCompletedWithValue(
            List.of(
                new Stored(fresh.event(), 2, Durability.DISK),
                new Duplicate(known.event(), 1),
                new Duplicate(fresh.event(), 2)));
  }

  @Test
  void countsTheHorizonAlsoWithinABatch() {
    EncodedEvent old = event(ID, 1);
    TopicState state = TopicState.empty(3).apply(TopicFact.of(1, List.of(old, event(2))));
    SinglePublish within = SinglePublish.of(old);
    SinglePublish another = SinglePublish.of(event(3));
    SinglePublish last = SinglePublish.of(old);
    SinglePublish filler = SinglePublish.of(event(4));
    SinglePublish beyond = SinglePublish.of(old);

    // Next seq 3 and 4 still see seq 1 three events back; next seq 5 does not.
    Batch batch = Batch.number(TOPIC, state, List.of(within, another, last, filler, beyond));
    batch.completeAtOnce(Durability.DISK);
    batch.completeAsStored(Durability.DISK);

    assertThat(within.outcome()).isCompletedWithValue(new Duplicate(old.event(), 1));
    assertThat(last.outcome()).isCompletedWithValue(new Duplicate(old.event(), 1));
    assertThat(beyond.outcome()).isCompletedWithValue(new Stored(old.event(), 5, Durability.DISK));
  }

  @Test
  void deliversWhatIsNewWithItsSize() {
    EncodedEvent known = event(1);
    EncodedEvent fresh = event(2);
    List<Pending> waiting = List.of(SinglePublish.of(known), SinglePublish.of(fresh));

    Delivery delivery = Batch.number(TOPIC, stateWith(known), waiting).delivery();

    assertThat(delivery.firstSeq()).isEqualTo(2);
    assertThat(delivery.events())
        .extracting(stored -> stored.event())
        .containsExactly(fresh.event());
    assertThat(delivery.bytes()).isEqualTo(fresh.sizeInBytes());
  }

  private static TopicState stateWith(EncodedEvent... events) {
    TopicState state = TopicState.empty(10_000);
    return events.length == 0 ? state : state.apply(TopicFact.of(1, List.of(events)));
  }
}
