package archon.bus.journal;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the block that is being appended to, kept until it is full and the size of its filter
 * is known: so that its lines need not be read again. For one thread at a time.
 */
final class BlockKeys implements LongConsumer {
  private static final int SMALLEST = 16;

  private long[] keys = new long[SMALLEST];
  private int count;
  private boolean isWhole;

  /**
   * @param isWhole whether the block begins with the next line; if not, it is not known what keys
   *     the lines before have
   */
  BlockKeys(boolean isWhole) {
    this.isWhole = isWhole;
  }

  @Override
  public void accept(long key) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
    }
    keys[count++] = key;
  }

  /** The filter of the block that ends here, null if not all its keys are known. */
  @Nullable BlockFilter end(Block block) {
    BlockFilter filter = isWhole ? BlockFilter.ofLines(block.count()) : null;
    for (int i = 0; filter != null && i < count; i++) {
      filter.add(keys[i]);
    }
    restart();
    return filter;
  }

  /** A block begins with the next line. */
  void restart() {
    count = 0;
    isWhole = true;
  }
}
