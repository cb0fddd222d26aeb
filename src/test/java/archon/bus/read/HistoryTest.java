package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final HistorySettings PLENTY = new HistorySettings(1 << 20, TEMPORARY);
  private static final Comparator<StoredEvent> ORDER =
      Comparator.comparing((StoredEvent stored) -> stored.event().timestamp())
          .thenComparing(stored -> stored.event().topic())
          .thenComparing(StoredEvent::seq);

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void equalsTheSortedAndFilteredWholeWhateverTheBlocksAndTheMemory(
      @ForAll("events") List<Event> events,
      @ForAll("queries") HistoryQuery query,
      @ForAll @IntRange(min = 1, max = 6) int eventsPerBlock,
      @ForAll @IntRange(min = 1024, max = 8192) int maxBufferBytes) {
    FakeBlocks blocks = new FakeBlocks(eventsPerBlock);
    events.forEach(blocks::add);

    List<StoredEvent> found =
        history(blocks, query, new HistorySettings(maxBufferBytes, TEMPORARY));

    assertThat(found).isEqualTo(naive(blocks, query));
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<String> topics = Arbitraries.of("a", "a.b", "z", "日本");
    Arbitrary<Integer> seconds =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 6), Arbitraries.integers().between(-100, 100));
    Arbitrary<String> sources = Arbitraries.of("fenrir", "ezra");
    Arbitrary<String> correlationIds = Arbitraries.of("r1", "r2").injectNull(0.5);
    return Combinators.combine(topics, seconds, sources, correlationIds)
        .as(FakeBlocks::event)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<HistoryQuery> queries() {
    Arbitrary<TopicSelection> topics =
        Arbitraries.of(
            TopicSelection.ALL,
            TopicSelection.of("a"),
            TopicSelection.of("a.*", "z"),
            TopicSelection.of("none"));
    Arbitrary<String> sources = Arbitraries.of("fenrir", "nobody").injectNull(0.7);
    Arbitrary<String> correlationIds = Arbitraries.of("r1").injectNull(0.8);
    Arbitrary<Instant> times =
        Arbitraries.integers().between(-5, 8).map(FakeBlocks.START::plusSeconds).injectNull(0.6);
    Arbitrary<Long> counts = Arbitraries.longs().between(-5, 20);
    return Combinators.combine(
            topics, sources, correlationIds, times, times, counts, Arbitraries.of(true, false))
        .as(
            (selection, source, correlationId, since, until, count, isLast) ->
                new HistoryQuery(
                    selection,
                    null,
                    source,
                    correlationId,
                    since,
                    until,
                    isLast ? -1 : count,
                    isLast ? count : -1));
  }

  @Test
  void aLimitOnATopicInTimeOrderReadsNoFurther() {
    FakeBlocks blocks = new FakeBlocks(100).with("t", IntStream.range(0, 10_000).toArray());

    List<StoredEvent> found = history(blocks, HistoryQuery.topic("t").limit(10), PLENTY);

    assertThat(found)
        .extracting(StoredEvent::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(blocks.eventsRead).isEqualTo(10);
  }

  @Test
  void theLastEventsOfATopicInTimeOrderReadTheLastBlock() {
    FakeBlocks blocks = new FakeBlocks(100).with("t", IntStream.range(0, 10_000).toArray());

    List<StoredEvent> found = history(blocks, HistoryQuery.topic("t").last(3), PLENTY);

    assertThat(found).extracting(StoredEvent::seq).containsExactly(9_998L, 9_999L, 10_000L);
    assertThat(blocks.blocksRead).hasSize(1);
  }

  @Test
  void aTimeRangeReadsOnlyTheBlocksItTouches() {
    FakeBlocks blocks = new FakeBlocks(100).with("t", IntStream.range(0, 10_000).toArray());
    HistoryQuery query =
        HistoryQuery.all()
            .since(FakeBlocks.START.plusSeconds(5_050))
            .until(FakeBlocks.START.plusSeconds(5_150));

    List<StoredEvent> found = history(blocks, query, PLENTY);

    assertThat(found).hasSize(100).first().extracting(StoredEvent::seq).isEqualTo(5_051L);
    assertThat(blocks.blocksRead).hasSize(2);
  }

  @Test
  void anIdOpensOnlyTheRunsThatMayHoldIt() {
    FakeBlocks blocks = new FakeBlocks(10).with("t", 1, 2, 3).with("u", 1, 2, 3);
    String id = blocks.all("u").get(1).event().id();

    assertThat(history(blocks, HistoryQuery.all().id(id), PLENTY)).hasSize(1);

    assertThat(blocks.runsOpened)
        .isNotEmpty()
        .allMatch(run -> run.blocks().get(0).file().toString().equals("u.jsonl"));
  }

  @Test
  void anIdOrACorrelationIdReadsOnlyTheBlocksThatMayHoldIt() {
    FakeBlocks blocks = new FakeBlocks(100).with("t", IntStream.range(0, 5_000).toArray());
    blocks.add(FakeBlocks.event("t", 7, "fenrir", "r1")).with("u", 1, 2, 3);
    String id = blocks.all("t").get(4_321).event().id();

    List<StoredEvent> byId = history(blocks, HistoryQuery.all().id(id), PLENTY);
    List<StoredEvent> byCorrelation =
        history(blocks, HistoryQuery.all().correlationId("r1"), PLENTY);
    List<StoredEvent> byBoth =
        history(blocks, HistoryQuery.all().id(id).correlationId("r1"), PLENTY);

    assertThat(byId).extracting(StoredEvent::seq).containsExactly(4_322L);
    assertThat(byCorrelation).extracting(StoredEvent::seq).containsExactly(5_001L);
    assertThat(byBoth).isEmpty();
    assertThat(blocks.blocksRead)
        .extracting(block -> block.firstSeq() / 100)
        .containsExactly(43L, 50L);
  }

  @Test
  void aTopicThatBeginsLaterIsNotReadBeforeItsTime() {
    FakeBlocks blocks =
        new FakeBlocks(100).with("early", 1, 2, 3).with("late", 100, 101).with("later", 200);

    history(blocks, HistoryQuery.all().limit(4), PLENTY);

    assertThat(blocks.blocksRead)
        .extracting(block -> block.file().toString())
        .containsExactly("early.jsonl", "late.jsonl");
  }

  @Test
  void aLimitOnAnUnorderedTopicKeepsOnlyWhatItMayGive() {
    FakeBlocks blocks =
        new FakeBlocks(50)
            .with("t", IntStream.range(0, 5_000).map(i -> i * 7919 % 5_000).toArray());
    Path noSuchDirectory = TEMPORARY.resolve("archon-bus-no-such-directory");

    List<StoredEvent> found =
        history(blocks, HistoryQuery.all().limit(3), new HistorySettings(4096, noSuchDirectory));

    assertThat(found)
        .extracting(StoredEvent::event)
        .extracting(Event::timestamp)
        .containsExactly(
            FakeBlocks.START, FakeBlocks.START.plusSeconds(1), FakeBlocks.START.plusSeconds(2));
  }

  @Test
  void disorderBeyondTheMemoryIsSortedThroughFilesThatHaveNoName(@TempDir Path directory)
      throws IOException {
    FakeBlocks blocks =
        new FakeBlocks(50).with("t", IntStream.range(0, 5_000).map(i -> 5_000 - i).toArray());
    HistorySettings little = new HistorySettings(4096, directory);

    try (EventCursor cursor = Histories.open(blocks, List.of("t"), HistoryQuery.all(), little);
        Stream<Path> files = Files.list(directory)) {
      assertThat(cursor.next()).extracting(StoredEvent::seq).isEqualTo(5_000L);
      assertThat(files).isEmpty();
    }
  }

  private static List<StoredEvent> history(
      FakeBlocks blocks, HistoryQuery query, HistorySettings settings) {
    List<String> topics = blocks.topics().stream().filter(query.topics()::matches).toList();
    List<StoredEvent> found = new ArrayList<>();
    try (EventCursor cursor = Histories.open(blocks, topics, query, settings)) {
      for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
        found.add(event);
      }
    }
    return found;
  }

  private static List<StoredEvent> naive(FakeBlocks blocks, HistoryQuery query) {
    List<StoredEvent> sorted =
        blocks.all().stream()
            .filter(stored -> matches(query, stored.event()))
            .sorted(ORDER)
            .toList();
    if (query.last() >= 0) {
      return sorted.subList((int) Math.max(0, sorted.size() - query.last()), sorted.size());
    }
    return query.first() >= 0
        ? sorted.subList(0, (int) Math.min(query.first(), sorted.size()))
        : sorted;
  }

  private static boolean matches(HistoryQuery query, Event event) {
    return query.topics().matches(event.topic())
        && (query.id() == null || query.id().equals(event.id()))
        && (query.source() == null || query.source().equals(event.source()))
        && (query.correlationId() == null || query.correlationId().equals(event.correlationId()))
        && (query.since() == null || !event.timestamp().isBefore(query.since()))
        && (query.until() == null || event.timestamp().isBefore(query.until()));
  }
}
