package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.EventKey;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogContent;
import java.util.List;

/**
 * Chooses the blocks of a topic that a query must read. Nobody knows the times and keys of lines
 * that are missing, so each query tells of them, whichever blocks it reads.
 */
final class BlockChoice {
  private final BlockSource source;
  private final DamageReport damage;

  BlockChoice(BlockSource source, DamageReport damage) {
    this.source = source;
    this.damage = damage;
  }

  /** Blocks that may hold events within {@code times}, in seq order. */
  List<Block> within(String topic, TimeRange times) {
    return blocks(topic).stream().filter(times::overlaps).toList();
  }

  /** Blocks that may hold events a filter wants, in seq order. */
  List<Block> wantedBy(String topic, HistoryFilter filter) {
    List<Block> wanted = within(topic, filter.times());
    for (EventKey key : filter.keys()) {
      wanted = source.mayHold(topic, wanted, key);
    }
    return wanted;
  }

  private List<Block> blocks(String topic) {
    LogContent content = source.content(topic);
    LogBounds bounds = content.bounds();
    long checkFrom = bounds.firstSeq();
    long expectedSeq = bounds.firstSeq();
    for (Block block : content.blocks()) {
      if (block.firstSeq() > expectedSeq) {
        source.check(topic, checkFrom, block.firstSeq(), damage);
      }
      // What is missing before the next block may have stood in this one.
      checkFrom = Math.max(bounds.firstSeq(), block.firstSeq());
      expectedSeq = Math.max(expectedSeq, block.lastSeq() + 1);
    }
    if (bounds.highestSeq() >= expectedSeq) {
      source.check(topic, checkFrom, bounds.highestSeq(), damage);
    }
    return content.blocks();
  }
}
