package archon.bus.read;

import archon.bus.journal.Block;
import java.util.ArrayDeque;
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
  private final List<Block> blocks;
  private final Deque<LazyEvent> events = new ArrayDeque<>();
  private int nextBlock;
  private int chunkStart; // block in which the chunk begins
  private long readToSeq;
  private long headMicros;
  private long bufferedBytes;

  /**
   * @param blocks those that may hold events within {@code times}
   */
  TopicReplay(String topic, TimeRange times, List<Block> blocks) {
    this.topic = topic;
    this.times = times;
    this.blocks = blocks;
    this.headMicros =
        this.blocks.stream()
            .mapToLong(block -> Math.max(block.minTimestampMicros(), times.sinceMicros()))
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
    return events.isEmpty() && nextBlock == blocks.size();
  }

  /**
   * Reads a chunk of at most about {@code chunkBytes} (above 0), at least one event if there is
   * one. It ends with a block once it is half full: a block that is read in parts is read from its
   * beginning for each of them.
   */
  void load(BlockSource source, long chunkBytes, DamageReport damage) {
    chunkStart = nextBlock;
    while (nextBlock < blocks.size() && bufferedBytes <= chunkBytes / 2) {
      Block block = blocks.get(nextBlock);
      damage.guard(() -> source.read(topic, block, event -> add(event, chunkBytes), damage));
      boolean isWhole = bufferedBytes < chunkBytes;
      nextBlock += isWhole ? 1 : 0; // else the rest of the block is read with the next chunk
    }
    headMicros = events.isEmpty() ? Long.MAX_VALUE : events.element().timestampMicros();
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
    nextBlock = chunkStart;
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
