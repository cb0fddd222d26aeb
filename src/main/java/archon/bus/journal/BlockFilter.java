package archon.bus.journal;

/**
 * Tells that a block does not hold an event with some key, without reading the block: a Bloom
 * filter (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13, 1970)
 * over the keys of its lines. It never denies a key that was added; it affirms others by mistake.
 *
 * <p>With {@code b} bits a key and {@code k} probes, {@code (1 - e^(-k/b))^k} of the questions are
 * affirmed by mistake: 6 of a million for 32 bits and 8 probes. As the keys of few lines do not
 * spread evenly over the parts of a {@link FilterLayout}, it is 28 for 130 lines and 8 for 1,000.
 * The parts are the blocks of F. Putze, P. Sanders, J. Singler, "Cache-, Hash- and Space-Efficient
 * Bloom Filters", WEA 2007, who give the formula. Each mistake costs reading 64 KiB.
 */
final class BlockFilter {
  private static final FilterLayout LAYOUT = FilterLayout.PARTED;
  static final int PROBES = 8;

  private final byte[] bits;

  private BlockFilter(byte[] bits) {
    this.bits = bits;
  }

  /** An empty filter of a block with so many lines. */
  static BlockFilter ofLines(int count) {
    return new BlockFilter(new byte[LAYOUT.bytes(count)]);
  }

  /** The filter that {@link #toBytes} gave. */
  static BlockFilter ofBytes(byte[] bits) {
    return new BlockFilter(bits);
  }

  void add(long key) {
    int partBytes = bits.length / LAYOUT.parts();
    int from = LAYOUT.part(key) * partBytes;
    for (int i = 0; i < PROBES; i++) {
      int bit = bit(LAYOUT.probe(key, i), partBytes);
      bits[from + (bit >>> 3)] |= (byte) (1 << (bit & 7));
    }
  }

  /** The filter's bytes; not a copy. */
  byte[] toBytes() {
    return bits;
  }

  /**
   * Whether the part of a filter that stands at {@code from} affirms a key.
   *
   * @param length of the part
   */
  static boolean mayHold(FilterLayout layout, byte[] bytes, int from, int length, long key) {
    for (int i = 0; i < PROBES; i++) {
      int bit = bit(layout.probe(key, i), length);
      if ((bytes[from + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * A number from 0 to {@code 8 * bytes - 1}, as evenly spread as {@code probe}: D. Lemire, "Fast
   * Random Integer Generation in an Interval", 2019.
   */
  private static int bit(int probe, int bytes) {
    return (int) (Integer.toUnsignedLong(probe) * (8L * bytes) >>> 32);
  }
}
