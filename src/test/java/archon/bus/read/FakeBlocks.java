package archon.bus.read;

import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import archon.bus.journal.EventKey;
import archon.bus.journal.JournalException;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogContent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/** Topics in memory, in blocks of a few events; remembers which blocks were read. */
final class FakeBlocks implements BlockSource {
  static final Instant START = Instant.parse("2026-04-16T12:00:00Z");

  private final Map<String, List<StoredEvent>> topics = new TreeMap<>();
  private final Map<String, JournalException> failures = new HashMap<>();
  private final int eventsPerBlock;
  final List<BlockRun> runsOpened = new ArrayList<>();
  final List<Block> blocksRead = new ArrayList<>();
  int eventsRead;

  FakeBlocks(int eventsPerBlock) {
    this.eventsPerBlock = eventsPerBlock;
  }

  /** Events of a topic, so many seconds after {@link #START}. */
  static List<StoredEvent> events(String topic, int... seconds) {
    List<StoredEvent> events = new ArrayList<>();
    Arrays.stream(seconds)
        .forEach(
            second ->
                events.add(
                    new StoredEvent(events.size() + 1, event(topic, second, "fenrir", null))));
    return events;
  }

  static Event event(String topic, int second, String source, String correlationId) {
    return new Event(
        UUID.randomUUID().toString(),
        topic,
        Json.of(Map.of("at", second)),
        source,
        START.plusSeconds(second),
        correlationId,
        Json.EMPTY_OBJECT);
  }

  FakeBlocks with(String topic, int... seconds) {
    topics.put(topic, events(topic, seconds));
    return this;
  }

  FakeBlocks add(Event event) {
    List<StoredEvent> events = topics.computeIfAbsent(event.topic(), name -> new ArrayList<>());
    events.add(new StoredEvent(events.size() + 1, event));
    return this;
  }

  /** Lets reading a topic fail. */
  FakeBlocks failing(String topic, JournalException failure) {
    failures.put(topic, failure);
    return this;
  }

  List<StoredEvent> all() {
    return topics.values().stream().flatMap(List::stream).toList();
  }

  List<StoredEvent> all(String topic) {
    return topics.getOrDefault(topic, List.of());
  }

  @Override
  public SortedSet<String> topics() {
    return new TreeSet<>(topics.keySet());
  }

  @Override
  public LogContent content(String topic) {
    long last = all(topic).size();
    List<Block> blocks = blocks(topic);
    List<BlockRun> runs = blocks.isEmpty() ? List.of() : List.of(BlockRun.of(blocks));
    return new LogContent(runs, new LogBounds(last, last, 0, 0), false);
  }

  private List<Block> blocks(String topic) {
    List<StoredEvent> events = all(topic);
    List<Block> blocks = new ArrayList<>();
    for (int from = 0; from < events.size(); from += eventsPerBlock) {
      List<StoredEvent> some = events.subList(from, Math.min(events.size(), from + eventsPerBlock));
      long[] micros =
          some.stream()
              .mapToLong(event -> Timestamps.epochMicros(event.event().timestamp()))
              .toArray();
      long[] sorted = Arrays.stream(micros).sorted().toArray();
      blocks.add(
          new Block(
              Path.of(topic + ".jsonl"),
              from,
              some.size(),
              from + 1,
              from + 1,
              some.size(),
              sorted[0],
              sorted[sorted.length - 1],
              false,
              Arrays.equals(micros, sorted)));
    }
    return blocks;
  }

  @Override
  public List<Block> blocks(String topic, BlockRun run, DamageReport damage) {
    runsOpened.add(run);
    return run.blocks();
  }

  @Override
  public boolean mayHold(String topic, BlockRun run, EventKey key) {
    return !mayHold(topic, run.blocks(), key).isEmpty();
  }

  /** As exact as can be: no block is read in vain. */
  @Override
  public List<Block> mayHold(String topic, List<Block> blocks, EventKey key) {
    return blocks.stream()
        .filter(
            block ->
                all(topic).subList((int) block.firstSeq() - 1, (int) block.lastSeq()).stream()
                    .anyMatch(stored -> hasKey(stored.event(), key)))
        .toList();
  }

  private static boolean hasKey(Event event, EventKey key) {
    return key.equals(EventKey.ofId(event.id()))
        || key.equals(EventKey.ofSource(event.source()))
        || (event.correlationId() != null
            && key.equals(EventKey.ofCorrelationId(event.correlationId())));
  }

  @Override
  public void check(String topic, long fromSeq, long toSeq, DamageReport damage) {
    throw new AssertionError("no event of " + topic + " is missing");
  }

  @Override
  public void read(String topic, Block block, Predicate<LazyEvent> to, DamageReport damage) {
    if (failures.containsKey(topic)) {
      throw failures.get(topic);
    }
    blocksRead.add(block);
    int from = (int) block.firstSeq() - 1;
    for (StoredEvent event : topics.get(topic).subList(from, from + block.count())) {
      eventsRead++;
      long micros = Timestamps.epochMicros(event.event().timestamp());
      if (!to.test(
          new LazyEvent(
              micros, topic, event.seq(), event.event().payload().sizeInBytes(), () -> event))) {
        return;
      }
    }
  }
}
