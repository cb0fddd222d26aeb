package archon.bus.read;

import archon.bus.journal.Block;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of many blocks in the order of time, or against it. The blocks wait sorted by the first
 * event each could hold; a block is read when that could be next. What it holds waits in a queue,
 * whose head is next once no waiting block could hold an event before it. So blocks that follow
 * each other in time are read one after another, as far as events are asked for, and only disorder
 * fills the queue.
 */
final class HistoryScan implements AutoCloseable {
  private final BlockSource source;
  private final HistoryFilter filter;
  private final DamageReport damage;
  private final Direction direction;
  private final SpillingQueue read;
  private final Deque<WaitingBlock> waiting = new ArrayDeque<>();

  /**
   * @param read an empty queue in the order of {@code direction}; closed with the scan
   */
  HistoryScan(
      BlockSource source,
      HistoryFilter filter,
      DamageReport damage,
      Direction direction,
      SpillingQueue read) {
    this.source = source;
    this.filter = filter;
    this.damage = damage;
    this.direction = direction;
    this.read = read;
  }

  /** A block and the first event, in the order of the scan, that it could hold. */
  private record WaitingBlock(LazyEvent bound, Block block) {}

  /** Takes the topics to read; before the first {@link #next}. */
  HistoryScan over(List<String> topics) {
    BlockChoice choice = new BlockChoice(source, damage);
    List<WaitingBlock> blocks = new ArrayList<>();
    for (String topic : topics) {
      damage.guard(
          () -> {
            for (Block block : choice.wantedBy(topic, filter)) {
              blocks.add(new WaitingBlock(direction.bound(topic, block), block));
            }
          });
    }
    blocks.sort(Comparator.comparing(WaitingBlock::bound, direction.order()));
    waiting.addAll(blocks);
    return this;
  }

  /** The next event, or null at the end. */
  @Nullable LazyEvent next() {
    WaitingBlock block = waiting.peek();
    while (block != null && mayHoldNext(block)) {
      read(waiting.remove());
      block = waiting.peek();
    }
    return read.poll();
  }

  private void read(WaitingBlock block) {
    damage.guard(() -> source.read(block.bound().topic(), block.block(), this::take, damage));
  }

  private boolean mayHoldNext(WaitingBlock block) {
    LazyEvent head = read.peek();
    return head == null || direction.order().compare(block.bound(), head) < 0;
  }

  private boolean take(LazyEvent candidate) {
    LazyEvent wanted = filter.apply(candidate);
    if (wanted != null) {
      read.add(wanted);
    }
    return true;
  }

  @Override
  public void close() {
    waiting.clear();
    read.close();
  }
}
