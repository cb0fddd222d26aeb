package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.EventKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chooses the blocks of a topic that a query must read. */
final class BlockChoice {
  private BlockChoice() {}

  /** Blocks that may hold events within {@code times}, in seq order. */
  static List<Block> within(BlockSource source, String topic, TimeRange times) {
    return of(source, topic, times, List.of());
  }

  /** Blocks that may hold events a filter wants, in seq order. */
  static List<Block> wantedBy(BlockSource source, String topic, HistoryFilter filter) {
    return of(source, topic, filter.times(), filter.keys());
  }

  private static List<Block> of(
      BlockSource source, String topic, TimeRange times, List<EventKey> keys) {
    List<Block> all = source.blocks(topic);
    List<Block> wanted = all.stream().filter(times::overlaps).toList();
    for (EventKey key : keys) {
      wanted = source.mayHold(topic, wanted, key);
    }
    return wanted.size() == all.size() ? all : withThoseThatLackLines(source, topic, all, wanted);
  }

  /**
   * A block that lacks lines is damaged. Nobody knows their times and keys, so the query must tell
   * of them.
   */
  private static List<Block> withThoseThatLackLines(
      BlockSource source, String topic, List<Block> all, List<Block> wanted) {
    Set<Block> chosen = new HashSet<>(wanted);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Block block = all.get(i);
      long nextSeq = i + 1 < all.size() ? all.get(i + 1).firstSeq() : source.lastSeq(topic) + 1;
      if (chosen.contains(block) || block.lastSeq() + 1 < nextSeq) {
        blocks.add(block);
      }
    }
    return blocks;
  }
}
