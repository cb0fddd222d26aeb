package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class StartSeqTest {
  private static final TopicRange THREE_TO_TEN = new TopicRange(3, 10);

  @Property(tries = 300)
  void sinceFindsTheFirstEventInSeqOrderThatIsNotBefore(
      @ForAll @Size(max = 30) List<@IntRange(max = 20) Integer> seconds,
      @ForAll @IntRange(max = 22) int since,
      @ForAll @IntRange(min = 1, max = 5) int eventsPerBlock) {
    FakeBlocks blocks =
        new FakeBlocks(eventsPerBlock).with("t", seconds.stream().mapToInt(s -> s).toArray());
    StartPosition start = new StartPosition.Since(FakeBlocks.START.plusSeconds(since));

    long found = new StartSeq(blocks, "t", new TopicRange(1, seconds.size())).of(start);

    long naive =
        blocks.all("t").stream()
            .filter(
                event -> !event.event().timestamp().isBefore(FakeBlocks.START.plusSeconds(since)))
            .mapToLong(StoredEvent::seq)
            .findFirst()
            .orElse(seconds.size() + 1);
    assertThat(found).isEqualTo(naive);
    assertThat(blocks.blocksRead).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void sinceComparesFinerThanAMicrosecond() {
    FakeBlocks blocks = new FakeBlocks(5).with("t", 0, 1);
    StartPosition start = new StartPosition.Since(FakeBlocks.START.plusNanos(1));

    assertThat(new StartSeq(blocks, "t", new TopicRange(1, 2)).of(start)).isEqualTo(2);
  }

  @Test
  void newStartsBehindTheLastAndAllWithTheFirstThatCanBeRead() {
    assertThat(startSeq(StartPosition.New.INSTANCE, THREE_TO_TEN)).isEqualTo(11);
    assertThat(startSeq(StartPosition.All.INSTANCE, THREE_TO_TEN)).isEqualTo(3);
    assertThat(startSeq(StartPosition.New.INSTANCE, TopicRange.EMPTY)).isEqualTo(1);
    assertThat(startSeq(StartPosition.All.INSTANCE, TopicRange.EMPTY)).isEqualTo(1);
  }

  @Test
  void lastCountsBackButNotBeforeTheFirstThatCanBeRead() {
    assertThat(startSeq(new StartPosition.Last(2), THREE_TO_TEN)).isEqualTo(9);
    assertThat(startSeq(new StartPosition.Last(0), THREE_TO_TEN)).isEqualTo(11);
    assertThat(startSeq(new StartPosition.Last(Long.MAX_VALUE), THREE_TO_TEN)).isEqualTo(3);
    assertThat(startSeq(new StartPosition.Last(5), TopicRange.EMPTY)).isEqualTo(1);
  }

  @Test
  void aSeqIsTakenAsItIsSoThatWhatIsGoneIsToldAsAGap() {
    assertThat(startSeq(new StartPosition.FromSeq(1), THREE_TO_TEN)).isEqualTo(1);
    assertThat(startSeq(new StartPosition.FromSeq(99), THREE_TO_TEN)).isEqualTo(99);
  }

  @Test
  void aPositionStatedForTheTopicIsTakenAsItIsAndOneThatIsNotIsTheFirst() {
    assertThat(startSeq(new StartPosition.At(Map.of("t", 7L)), THREE_TO_TEN)).isEqualTo(7);
    assertThat(startSeq(new StartPosition.At(Map.of("u", 7L)), THREE_TO_TEN)).isEqualTo(1);
  }

  private static long startSeq(StartPosition start, TopicRange range) {
    return new StartSeq(new FakeBlocks(1), "t", range).of(start);
  }
}
