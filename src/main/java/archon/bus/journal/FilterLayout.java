package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * Where in a {@link BlockFilter} the bits of a key are: in one of so many parts of equal length,
 * which the key itself tells. So what a lookup needs of many filters can be stored side by side.
 */
enum FilterLayout {
  /**
   * As the first version of this program wrote them. Probes are derived from two halves of the key:
   * A. Kirsch, M. Mitzenmacher, "Less Hashing, Same Performance: Building a Better Bloom Filter",
   * ESA 2006.
   */
  ONE_PART(0x6172_6368_666c_7431L, 1, 12) { // "archflt1"
    @Override
    int probe(long key, int number) {
      return (int) key + number * (int) (key >>> 32);
    }
  },

  /**
   * Two halves are too few for parts of some hundred bits, as many keys would share all their
   * places: 0.08 % of the questions were affirmed by mistake where it should be 0.02.
   */
  PARTED(0x6172_6368_666c_7470L, 32, 32) { // "archfltp"
    @Override
    int probe(long key, int number) {
      return (int) (key * POWERS[number + 1] >>> 32);
    }
  };

  /** Of each line; a block's sources are so few that they do not count. */
  private static final int KEYS_PER_LINE = 2;

  /** D. Knuth's multiplier of a generator of 64 bits: what it makes of a key seems independent. */
  private static final long MULTIPLIER = 0x5851_F42D_4C95_7F2DL;

  private static final long[] POWERS = new long[BlockFilter.PROBES + 1];

  static {
    long power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      power *= MULTIPLIER;
      POWERS[i] = power;
    }
  }

  private final long magic;
  private final int parts;
  private final int bitsPerKey;

  FilterLayout(long magic, int parts, int bitsPerKey) {
    this.magic = magic;
    this.parts = parts;
    this.bitsPerKey = bitsPerKey;
  }

  /** The one whose files begin so, null if there is none. */
  static @Nullable FilterLayout of(long magic) {
    return magic == ONE_PART.magic ? ONE_PART : magic == PARTED.magic ? PARTED : null;
  }

  /** What a file of such filters begins with. */
  long magic() {
    return magic;
  }

  int parts() {
    return parts;
  }

  /** How many bytes a part of the filter of a block with so many lines has. */
  int partBytes(int lines) {
    long bits = (long) lines * KEYS_PER_LINE * bitsPerKey;
    return Math.toIntExact((bits + 8L * parts - 1) / (8L * parts));
  }

  /** How many bytes the filter of a block with so many lines has. */
  int bytes(int lines) {
    return Math.multiplyExact(parts, partBytes(lines));
  }

  /** The part of a key, from 0. */
  int part(long key) {
    return (int) ((key * POWERS[0] >>> 32) * parts >>> 32);
  }

  /** One of the numbers, evenly spread over 32 bits, that tell a key's places in its part. */
  abstract int probe(long key, int number);
}
