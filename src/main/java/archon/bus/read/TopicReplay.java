package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One topic's part of a replay: its events in seq order, read in chunks, and the time by which its
 * next event is merged with those of other topics. As long as that event has not been read, the
 * time is one it cannot come before.
 */
final class TopicReplay {
  private final String topic;
  private final TimeRange times;
  private final Deque<BlockRun> runs; // behind the blocks
  private final List<Block> blocks = new ArrayList<>(); // from the chunk on
  private final Deque<LazyEvent> events = new ArrayDeque<>();
  private int nextBlock;
  private long readToSeq;
  private long headMicros;
  private long bufferedBytes;

  /**
   * @param runs those that may hold events within {@code times}
   */
  TopicReplay(String topic, TimeRange times, List<BlockRun> runs) {
    this.topic = topic;
    this.times = times;
    this.runs = new ArrayDeque<>(runs);
    this.headMicros =
        runs.stream()
            .mapToLong(run -> Math.max(run.minTimestampMicros(), times.sinceMicros()))
            .min()
            .orElse(Long.MAX_VALUE);
  }

  String topic() {
    return topic;
  }

  long headMicros() {
    return headMicros;
  }

  long bufferedBytes() {
    return bufferedBytes;
  }

  boolean isLoaded() {
    return !events.isEmpty();
  }

  boolean isExhausted() {
    return events.isEmpty() && nextBlock == blocks.size() && runs.isEmpty();
  }

  /**
   * Reads a chunk of at most about {@code chunkBytes} (above 0), at least one event if there is
   * one. It ends with a block once it is half full: a block that is read in parts is read from its
   * beginning for each of them.
   */
  void load(BlockSource source, long chunkBytes, DamageReport damage) {
    blocks.subList(0, nextBlock).clear();
    nextBlock = 0;
    while (hasBlock(source, damage) && bufferedBytes <= chunkBytes / 2) {
      Block block = blocks.get(nextBlock);
      damage.guard(() -> source.read(topic, block, event -> add(event, chunkBytes), damage));
      boolean isWhole = bufferedBytes < chunkBytes;
      nextBlock += isWhole ? 1 : 0; // else the rest of the block is read with the next chunk
    }
    headMicros = events.isEmpty() ? Long.MAX_VALUE : events.element().timestampMicros();
  }

  /** Opens runs as far as needed. */
  private boolean hasBlock(BlockSource source, DamageReport damage) {
    while (nextBlock == blocks.size() && !runs.isEmpty()) {
      BlockRun run = runs.remove();
      damage.guard(
          () ->
              source.blocks(topic, run, damage).stream()
                  .filter(times::overlaps)
                  .forEach(blocks::add));
    }
    return nextBlock < blocks.size();
  }

  private boolean add(LazyEvent event, long chunkBytes) {
    if (event.seq() > readToSeq) {
      readToSeq = event.seq();
      if (times.contains(event.timestampMicros())) {
        events.add(event);
        bufferedBytes += event.memoryBytes();
      }
    }
    return bufferedBytes < chunkBytes;
  }

  /** Forgets the chunk, which will be read again; the time of the next event stays known. */
  void unload() {
    readToSeq = events.element().seq() - 1;
    nextBlock = 0;
    events.clear();
    bufferedBytes = 0;
  }

  /** Removes the next event of a loaded chunk. */
  LazyEvent take() {
    LazyEvent event = events.remove();
    bufferedBytes -= event.memoryBytes();
    headMicros = events.isEmpty() ? Long.MIN_VALUE : events.element().timestampMicros();
    return event;
  }
}
