package archon.bus.read;

import archon.bus.journal.Block;
import java.util.ArrayList;
import java.util.List;

/** Chooses the blocks of a topic that a query must read. */
final class BlockChoice {
  private BlockChoice() {}

  /** Blocks that may hold events within {@code times}, in seq order. */
  static List<Block> within(BlockSource source, String topic, TimeRange times) {
    List<Block> all = source.blocks(topic);
    List<Block> chosen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Block block = all.get(i);
      if (times.overlaps(block)) {
        chosen.add(block);
        continue;
      }
      // A block that lacks lines is damaged. Nobody knows their times, so the query must tell of
      // them.
      long nextSeq = i + 1 < all.size() ? all.get(i + 1).firstSeq() : source.lastSeq(topic) + 1;
      if (block.lastSeq() + 1 < nextSeq) {
        chosen.add(block);
      }
    }
    return chosen;
  }
}
