package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * Where in a {@link BlockFilter} the bits of a key are: in one of so many parts of equal length,
 * which the key itself tells. So what a lookup needs of many filters can be stored side by side.
 */
enum FilterLayout {
  /** As the first version of this program wrote them. */
  ONE_PART(0x6172_6368_666c_7431L, 1, 12, 0), // "archflt1"
  PARTED(0x6172_6368_666c_7432L, 32, 24, 0x9E37_79B9); // "archflt2"

  private static final int KEYS_PER_LINE = 2; // a block's sources are so few that they do not count
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L; // of 2^64: spreads neighbours

  private final long magic;
  private final int parts;
  private final int bitsPerKey;
  private final int twist;

  FilterLayout(long magic, int parts, int bitsPerKey, int twist) {
    this.magic = magic;
    this.parts = parts;
    this.bitsPerKey = bitsPerKey;
    this.twist = twist;
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

  /** The part of a key, from 0; told by other bits than its place in there. */
  int part(long key) {
    return (int) ((key * GOLDEN_RATIO >>> 32) * parts >>> 32);
  }

  /** How much further each step from one probe to the next is. */
  int twist() {
    return twist;
  }
}
