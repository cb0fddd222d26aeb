package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
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

  /** The same with its filter. */
  FilteredBlock known(Disk.OpenFile lines, int maxLineBytes) throws IOException {
    return filter == null ? new FilteredBlock(block, made(lines, maxLineBytes)) : this;
  }

  private BlockFilter made(Disk.OpenFile lines, int maxLineBytes) throws IOException {
    BlockFilter made = BlockFilter.ofLines(block.count());
    RawLines raw = new RawLines(lines, maxLineBytes, block.byteOffset());
    while (raw.next(block.endOffset())) {
      if (!raw.isTooLong()) {
        LineKeys.of(raw.buffer(), raw.from(), raw.to(), block.file(), raw.lineOffset(), made::add);
      }
    }
    return made;
  }

  /** The bytes of its filter, which must be known; not a copy. */
  byte[] bits() {
    return Objects.requireNonNull(filter).toBytes();
  }
}
