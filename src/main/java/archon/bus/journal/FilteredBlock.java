package archon.bus.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A full block and the filter of its keys.
 *
 * @param filter null if it is to be made of the block's lines
 */
record FilteredBlock(Block block, @Nullable BlockFilter filter) {
  static FilteredBlock unread(Block block) {
    return new FilteredBlock(block, null);
  }

  static List<FilteredBlock> unread(List<Block> blocks) {
    return blocks.stream().map(FilteredBlock::unread).toList();
  }
}
