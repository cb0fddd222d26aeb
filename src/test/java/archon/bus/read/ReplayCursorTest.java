package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ReplayCursorTest {
  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void keepsEachTopicsOrderAndMergesByTheTimestampsOfTheHeads(
      @ForAll("events") List<Event> events,
      @ForAll("times") Instant since,
      @ForAll("times") Instant until,
      @ForAll @IntRange(min = 1, max = 6) int eventsPerBlock,
      @ForAll @IntRange(min = 1, max = 3000) int maxBufferBytes) {
    FakeBlocks blocks = new FakeBlocks(eventsPerBlock);
    events.forEach(blocks::add);
    TimeRange times = TimeRange.of(since, until);

    List<StoredEvent> replayed = replay(blocks, times, maxBufferBytes);

    assertThat(replayed).isEqualTo(naive(blocks, times));
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.integers().between(0, 20))
        .as((topic, second) -> FakeBlocks.event(topic, second, "fenrir", null))
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.integers().between(0, 20).map(FakeBlocks.START::plusSeconds).injectNull(0.6);
  }

  @Test
  void givesEventsOfATopicInSeqOrderWhateverTheirTimes() {
    FakeBlocks blocks = new FakeBlocks(2).with("t", 5, 1, 9, 2);

    List<StoredEvent> replayed = replay(blocks, TimeRange.of(null, null), 1_000_000);

    assertThat(replayed).extracting(StoredEvent::seq).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void readsATopicOnlyWhenItsTurnMayHaveCome() {
    FakeBlocks blocks = new FakeBlocks(2).with("early", 1, 2, 3).with("late", 100);
    ReplayCursor cursor = open(blocks, TimeRange.of(null, null), 1_000_000);

    cursor.next();
    cursor.next();

    assertThat(blocks.blocksRead).allMatch(block -> block.file().toString().equals("early.jsonl"));
  }

  @Test
  void skipsBlocksThatEndBeforeTheTimeAskedFor() {
    FakeBlocks blocks = new FakeBlocks(10).with("t", IntStream.range(0, 1_000).toArray());

    List<StoredEvent> replayed =
        replay(blocks, TimeRange.of(FakeBlocks.START.plusSeconds(995), null), 1_000_000);

    assertThat(replayed)
        .extracting(StoredEvent::seq)
        .containsExactly(996L, 997L, 998L, 999L, 1_000L);
    assertThat(blocks.blocksRead).hasSize(1);
  }

  @Test
  void readsNoBlockTwiceWhenAChunkHoldsSeveral() {
    FakeBlocks blocks = new FakeBlocks(10).with("t", IntStream.range(0, 1_000).toArray());

    List<StoredEvent> replayed = replay(blocks, TimeRange.of(null, null), 10_000);

    assertThat(replayed).isEqualTo(blocks.all());
    assertThat(blocks.blocksRead).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void holdsNoMoreThanItsBufferWhenEventsOfManyTopicsAreLarge() {
    FakeBlocks blocks = new FakeBlocks(4);
    String text = "x".repeat(1_000);
    for (int i = 0; i < 200; i++) {
      Event event = Event.create("topic" + i % 20, Map.of("text", text), "fenrir");
      blocks.add(event.withTimestamp(FakeBlocks.START.plusSeconds(i)));
    }

    ReplayCursor cursor = open(blocks, TimeRange.of(null, null), 5_000);
    List<Instant> replayed = new ArrayList<>();
    long mostBytes = 0;
    for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
      replayed.add(event.event().timestamp());
      mostBytes = Math.max(mostBytes, cursor.bufferedBytes());
    }

    assertThat(replayed).hasSize(200).isSorted();
    assertThat(mostBytes).isLessThanOrEqualTo(5_000);
  }

  private static ReplayCursor open(FakeBlocks blocks, TimeRange times, long maxBufferBytes) {
    return new ReplayCursor(blocks, List.copyOf(blocks.topics()), times, maxBufferBytes);
  }

  private static List<StoredEvent> replay(FakeBlocks blocks, TimeRange times, long maxBufferBytes) {
    List<StoredEvent> replayed = new ArrayList<>();
    try (EventCursor cursor = open(blocks, times, maxBufferBytes)) {
      for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
        replayed.add(event);
      }
    }
    return replayed;
  }

  private static List<StoredEvent> naive(FakeBlocks blocks, TimeRange times) {
    TreeMap<String, Deque<StoredEvent>> topics = new TreeMap<>();
    for (StoredEvent event : blocks.all()) {
      if (times.contains(Timestamps.epochMicros(event.event().timestamp()))) {
        topics.computeIfAbsent(event.event().topic(), name -> new ArrayDeque<>()).add(event);
      }
    }
    List<StoredEvent> merged = new ArrayList<>();
    while (!topics.isEmpty()) {
      String first =
          topics.keySet().stream()
              .min(Comparator.comparing(topic -> topics.get(topic).element().event().timestamp()))
              .orElseThrow();
      merged.add(topics.get(first).remove());
      if (topics.get(first).isEmpty()) {
        topics.remove(first);
      }
    }
    return merged;
  }
}
