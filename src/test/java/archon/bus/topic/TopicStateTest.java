package archon.bus.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicSnapshot;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TopicStateTest {
  @Test
  void comesBackFromItsSnapshotAsItWas() {
    TopicState state = TopicState.empty(100).apply(fact(1, 250));

    TopicState restored = TopicState.restore(state.snapshot(), 100);

    assertThat(restored.snapshot()).isEqualTo(state.snapshot());
    assertThat(restored.lastSeq()).isEqualTo(250);
    assertThat(restored.seqOf(digest(150), 0)).isZero();
    assertThat(restored.seqOf(digest(151), 0)).isEqualTo(151);
  }

  @Test
  void keepsTheNewestWhenTheHorizonHasBecomeSmaller() {
    TopicSnapshot snapshot = TopicState.empty(100).apply(fact(1, 100)).snapshot();

    TopicState restored = TopicState.restore(snapshot, 10);

    assertThat(restored.lastSeq()).isEqualTo(100);
    assertThat(restored.seqOf(digest(90), 0)).isZero();
    assertThat(restored.seqOf(digest(91), 0)).isEqualTo(91);
  }

  @Test
  void goesOnAfterSeqsThatCannotBeReadAnyMore() {
    TopicState state = TopicState.empty(100).apply(fact(1, 5));

    TopicState after = state.apply(fact(9, 2));

    assertThat(after.lastSeq()).isEqualTo(10);
    assertThat(after.seqOf(digest(9), 0)).isEqualTo(9);
  }

  @Test
  void refusesAFactThatGivesASeqAgain() {
    TopicState state = TopicState.empty(100).apply(fact(1, 5));

    assertThatThrownBy(() -> state.apply(fact(5, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected seq 6 or higher but found 5 to 6");
  }

  private static TopicFact fact(long firstSeq, int events) {
    return TopicFact.recalled(
        firstSeq,
        LongStream.range(firstSeq, firstSeq + events).mapToObj(TopicStateTest::digest).toList());
  }

  private static EventDigest digest(long id) {
    return new EventDigest(7, id, (int) id);
  }
}
