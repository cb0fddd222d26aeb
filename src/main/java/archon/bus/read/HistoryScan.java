package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Events of many blocks in the order of time, or against it. Runs of blocks wait sorted by the
 * first event each could hold; when that could be next a run is split, and a single block is read.
 * What it holds waits in a queue, whose head is next once no waiting block could hold an event
 * before it. So blocks that follow each other in time are read one after another, as far as events
 * are asked for, only disorder fills the queue, and most blocks are never looked at.
 */
final class HistoryScan implements AutoCloseable {
  private final BlockSource source;
  private final HistoryFilter filter;
  private final DamageReport damage;
  private final Direction direction;
  private final SpillingQueue read;
  private final PriorityQueue<WaitingRun> waiting;
  private long stillWanted; // of the block that is being read

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
    this.waiting = new PriorityQueue<>((a, b) -> direction.order().compare(a.bound, b.bound));
  }

  /** A run and the first event, in the order of the scan, that it could hold. */
  private record WaitingRun(LazyEvent bound, BlockRun run) {}

  /** Takes the topics to read; before the first {@link #next}. */
  HistoryScan over(List<String> topics) {
    BlockChoice choice = new BlockChoice(source, damage);
    for (String topic : topics) {
      damage.guard(() -> await(topic, choice.wantedBy(topic, filter)));
    }
    return this;
  }

  private void await(String topic, List<BlockRun> runs) {
    for (BlockRun run : runs) {
      if (filter.times().overlaps(run)) {
        waiting.add(new WaitingRun(direction.bound(topic, run), run));
      }
    }
  }

  /** The next event, or null at the end. */
  @Nullable LazyEvent next() {
    WaitingRun run = waiting.peek();
    while (run != null && mayHoldNext(run)) {
      WaitingRun next = waiting.remove();
      damage.guard(() -> approach(next.bound().topic(), next.run()));
      run = waiting.peek();
    }
    return read.poll();
  }

  private void approach(String topic, BlockRun run) {
    List<Block> blocks = source.blocks(topic, run, damage);
    if (!run.isOpened() && !blocks.isEmpty()) {
      await(topic, List.of(BlockRun.of(blocks)));
    } else if (blocks.size() > 1) {
      await(topic, run.split());
    } else if (!blocks.isEmpty()) {
      stillWanted = direction.wantedOf(blocks.get(0), read.wanted());
      source.read(topic, blocks.get(0), this::take, damage);
    }
  }

  private boolean mayHoldNext(WaitingRun run) {
    LazyEvent head = read.peek();
    return head == null || direction.order().compare(run.bound(), head) < 0;
  }

  private boolean take(LazyEvent candidate) {
    LazyEvent wanted = filter.apply(candidate);
    if (wanted != null) {
      read.add(wanted);
      stillWanted--;
    }
    return stillWanted > 0;
  }

  @Override
  public void close() {
    waiting.clear();
    read.close();
  }
}
