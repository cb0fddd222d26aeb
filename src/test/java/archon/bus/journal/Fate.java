package archon.bus.journal;

/**
 * What a power cut leaves of one change that was not synced. Only a write can be left in part; any
 * other change is there or not.
 *
 * @param amount bytes at the beginning that are there, or for {@link Kind#SECTORS} a bit for each
 *     sector that is
 */
record Fate(Kind kind, long amount) {
  static final Fate KEPT = new Fate(Kind.KEPT, 0);
  static final Fate LOST = new Fate(Kind.LOST, 0);

  /** The unit in which disks write; older ones than those with 4,096 are the harder case. */
  static final int SECTOR_BYTES = 512;

  enum Kind {
    KEPT,
    LOST,
    /** The file ends with the bytes that are there. */
    TORN,
    /** The file has its new length, its new end is zeros. */
    ZEROS,
    /** The file has its new length, some sectors are old, or zeros where there was nothing. */
    SECTORS
  }

  static Fate torn(long bytes) {
    return new Fate(Kind.TORN, bytes);
  }

  static Fate zerosAfter(long bytes) {
    return new Fate(Kind.ZEROS, bytes);
  }

  static Fate sectors(long bits) {
    return new Fate(Kind.SECTORS, bits);
  }

  boolean isLost() {
    return kind == Kind.LOST;
  }

  /** Whether a write makes its file as long as it would have. */
  boolean keepsLength() {
    return kind == Kind.KEPT || kind == Kind.ZEROS || kind == Kind.SECTORS;
  }

  /** How many bytes at the beginning of a write are there. */
  long firstBytes() {
    return switch (kind) {
      case KEPT -> Long.MAX_VALUE;
      case TORN, ZEROS -> amount;
      case LOST, SECTORS -> 0;
    };
  }

  boolean keepsSectors() {
    return kind == Kind.SECTORS;
  }

  /** Whether byte {@code at} of a write that begins at {@code byteOffset} is in a sector kept. */
  boolean keepsSectorOf(long byteOffset, int at) {
    long sector = (byteOffset + at) / SECTOR_BYTES - byteOffset / SECTOR_BYTES;
    return (amount >>> (sector % Long.SIZE) & 1) == 1;
  }
}
