package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopicEntryTest {
  private final TopicsFixture fixture = new TopicsFixture();
  private final TestProbe<TopicsGuardian.Command> guardian = fixture.actors.createTestProbe();
  private final TestProbe<TopicActor.Command> actor = fixture.actors.createTestProbe();
  private final TopicEntry entry =
      new TopicEntry(TopicsFixture.TOPIC, TopicsFixture.DEFAULTS, guardian.getRef(), List.of());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void wakesTheGuardianOnceForAllThatWaitsWithoutAnActor() {
    offer(100);

    guardian.expectMessage(new TopicsGuardian.Wake(entry));
    guardian.expectNoMessage(Duration.ZERO);
  }

  @Test
  void asksForOneDrainAtATime() {
    offer(5);
    entry.opened(actor.getRef());
    offer(5);
    List<Pending> taken = entry.take();
    offer(5);

    boolean moreWaits = entry.done();
    entry.take();
    boolean evenMoreWaits = entry.done();
    actor.expectMessage(TopicActor.Drain.INSTANCE);
    actor.expectNoMessage(Duration.ZERO);
    offer(5);

    assertThat(taken).hasSize(10);
    assertThat(moreWaits).isTrue();
    assertThat(evenMoreWaits).isFalse();
    actor.expectMessage(TopicActor.Drain.INSTANCE);
    actor.expectNoMessage(Duration.ZERO);
  }

  private TopicEntry narrow() { // two may wait
    TopicSettings small =
        new TopicSettings(
            2,
            1024,
            1,
            1024,
            10,
            10,
            Duration.ofMinutes(1),
            10,
            Duration.ofMillis(1),
            Duration.ofMillis(1));
    return new TopicEntry(TopicsFixture.TOPIC, small, guardian.getRef(), List.of());
  }

  @Test
  void whatIsBoundedElsewhereIsNotRefusedAndTakesNoRoomFromOthers() {
    TopicEntry narrow = narrow();
    List<SinglePublish> own =
        IntStream.range(0, 3).mapToObj(i -> SinglePublish.of(event(i))).toList();
    List<SinglePublish> others =
        IntStream.range(3, 9).mapToObj(i -> SinglePublish.of(event(i))).toList();

    others.subList(0, 3).forEach(publish -> narrow.offer(new BoundedElsewhere(publish)));
    own.forEach(narrow::offer);
    others.subList(3, 6).forEach(publish -> narrow.offer(new BoundedElsewhere(publish)));
    for (int i = 0; i < 5; i++) {
      narrow.take();
    }
    SinglePublish afterwards = SinglePublish.of(event(9));
    narrow.offer(afterwards);

    assertThat(others).allSatisfy(publish -> assertThat(publish.outcome()).isNotDone());
    assertThat(own.subList(0, 2)).allSatisfy(publish -> assertThat(publish.outcome()).isNotDone());
    assertThat(TopicsFixture.failure(own.get(2).outcome())).isInstanceOf(BusOverloaded.class);
    assertThat(afterwards.outcome()).isNotDone();
  }

  private record BoundedElsewhere(SinglePublish publish) implements Pending {
    @Override
    public boolean isBoundedElsewhere() {
      return true;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public EncodedEvent event(int index) {
      return publish.event(index);
    }

    @Override
    public long bytes() {
      return publish.bytes();
    }

    @Override
    public void complete(long[] seqs, int from, Durability durability) {
      publish.complete(seqs, from, durability);
    }

    @Override
    public void fail(BusException failure) {
      publish.fail(failure);
    }
  }

  @Test
  void hasRoomAgainForAsMuchAsWasTaken() {
    TopicEntry narrow = narrow();
    narrow.offer(SinglePublish.of(event(0)));

    for (int i = 1; i < 100; i++) { // one always waits: an empty queue would take anything
      SinglePublish next = SinglePublish.of(event(i));
      narrow.offer(next);
      narrow.take();
      narrow.done();

      assertThat(next.outcome()).isNotDone();
    }
  }

  @Test
  void letsTheActorStopOnlyWhenNothingWaits() {
    entry.opened(actor.getRef());
    offer(1);
    boolean whilePublishing = entry.mayStop();
    entry.take();
    entry.done();
    CompletableFuture<Long> cleared = entry.clear(ClearLimit.All.INSTANCE);
    boolean beforeClearing = entry.mayStop();
    entry.beginClear();
    boolean whileClearing = entry.mayStop();
    entry.cleared(0L, null);

    assertThat(cleared).isCompletedWithValue(0L);
    assertThat(whilePublishing).isFalse();
    assertThat(beforeClearing).isFalse();
    assertThat(whileClearing).isFalse();
    assertThat(entry.mayStop()).isTrue();
  }

  @Test
  void turnsToTheGuardianOnceTheActorMayStop() {
    entry.opened(actor.getRef());
    boolean mayStop = entry.mayStop();

    offer(1);

    assertThat(mayStop).isTrue();
    guardian.expectMessage(new TopicsGuardian.Wake(entry));
    actor.expectNoMessage(Duration.ZERO);
  }

  @Test
  void isNotDroppedWhileSomethingWaitsAndTakesNothingAfterwards() {
    offer(1);
    boolean droppedTooEarly = entry.retire();
    entry.take();
    entry.done();

    assertThat(droppedTooEarly).isFalse();
    assertThat(entry.retire()).isTrue();
    assertThat(entry.offer(SinglePublish.of(event(2)))).isFalse();
    assertThat(entry.clear(ClearLimit.All.INSTANCE)).isNull();
  }

  @Test
  void clearsOneAfterTheOtherAndOnceForAllWhoAskForTheSame() {
    ClearLimit someSeqs = new ClearLimit.BeforeSeq(7);
    entry.opened(actor.getRef());
    CompletableFuture<Long> all = entry.clear(ClearLimit.All.INSTANCE);
    CompletableFuture<Long> some = entry.clear(someSeqs);
    CompletableFuture<Long> same = entry.clear(new ClearLimit.BeforeSeq(7));

    ClearLimit first = entry.beginClear();
    ClearLimit meanwhile = entry.beginClear();
    entry.cleared(3L, null);
    ClearLimit second = entry.beginClear();
    entry.cleared(0L, null);

    assertThat(first).isEqualTo(ClearLimit.All.INSTANCE);
    assertThat(meanwhile).isNull();
    assertThat(second).isEqualTo(someSeqs);
    assertThat(entry.beginClear()).isNull();
    assertThat(all).isCompletedWithValue(3L);
    assertThat(some).isCompletedWithValue(0L);
    assertThat(same).isCompletedWithValue(0L);
    actor.expectMessage(TopicActor.Clear.INSTANCE);
    actor.expectNoMessage(Duration.ZERO);
  }

  @Test
  void letsABoundedNumberOfDifferentClearsWait() {
    for (int seq = 1; seq <= Clears.MAX_WAITING; seq++) {
      assertThat(entry.clear(new ClearLimit.BeforeSeq(seq))).isNotDone();
    }

    CompletableFuture<Long> oneMore = entry.clear(new ClearLimit.BeforeSeq(1000));
    CompletableFuture<Long> known = entry.clear(new ClearLimit.BeforeSeq(5));

    assertThat(TopicsFixture.failure(oneMore)).isInstanceOf(BusOverloaded.class);
    assertThat(known).isNotDone();
  }

  @Test
  void tellsAllWhoWaitForAClearThatTheTopicCannotBeOpened() {
    CompletableFuture<Long> all = entry.clear(ClearLimit.All.INSTANCE);
    CompletableFuture<Long> some = entry.clear(new ClearLimit.BeforeSeq(7));

    entry.refuse(new IllegalStateException("no disk"));

    assertThat(TopicsFixture.failure(all)).isInstanceOf(TopicUnavailable.class);
    assertThat(TopicsFixture.failure(some)).isInstanceOf(TopicUnavailable.class);
    assertThat(entry.hasWork()).isFalse();
  }

  private void offer(int publishes) {
    for (int i = 0; i < publishes; i++) {
      assertThat(entry.offer(SinglePublish.of(event(i)))).isTrue();
    }
  }
}
