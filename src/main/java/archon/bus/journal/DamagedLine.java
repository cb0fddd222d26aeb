package archon.bus.journal;

import java.nio.file.Path;

/**
 * A line cannot be what was stored: its checksum is wrong, it is malformed among lines that have
 * one, or lines before it are missing. Reading it again gives the same answer; everything else
 * stays readable, see {@link LineCursor#skipDamage}.
 */
public final class DamagedLine extends JournalException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long byteOffset;
  private final long expectedSeq;
  private final String difference;
  private long lastSeq;

  DamagedLine(LogId log, Path file, long byteOffset, long expectedSeq, String difference) {
    super(
        "%s at byte %d, where seq %d of %s belongs: %s; the other lines stay readable%s"
            .formatted(
                file,
                byteOffset,
                expectedSeq,
                log.describe(),
                difference,
                log.commandHint("verify")),
        null);
    this.file = file;
    this.byteOffset = byteOffset;
    this.expectedSeq = expectedSeq;
    this.difference = difference;
    this.lastSeq = expectedSeq;
  }

  /** Says that all lines up to {@code seq} are missing there. */
  DamagedLine missingTo(long seq) {
    lastSeq = Math.max(expectedSeq, seq);
    return this;
  }

  /** What is wrong with it, without saying where. */
  String difference() {
    return difference;
  }

  public Path file() {
    return file;
  }

  /** Where in the file the line begins. */
  public long byteOffset() {
    return byteOffset;
  }

  /** The seq that belongs there. */
  public long expectedSeq() {
    return expectedSeq;
  }

  /** The last seq of those that are missing there; {@link #expectedSeq} if it is one only. */
  public long lastSeq() {
    return lastSeq;
  }
}
