package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * Reads lines of one log in seq order, up to the live end and on when more was stored. Blocking,
 * for one thread at a time; memory is one buffer and the longest line.
 */
public interface LineCursor extends AutoCloseable {
  /**
   * The next line, or null at the live end; it may be called again later, also after the log was
   * cleared. A seq above the expected one means that the lines between were deleted.
   *
   * @throws DamagedLine if the line is damaged; thrown again until {@link #skipDamage} was called
   * @throws JournalIoFailure if reading fails
   */
  @Nullable JournalLine next();

  /**
   * Seq of the line that {@link #next} looks for: behind those it gave, and behind those that a
   * repair marked as lost.
   */
  long nextSeq();

  /** Lets {@link #next} go on after the damage it reported last. */
  void skipDamage();

  /** Releases the file; idempotent. */
  @Override
  void close();
}
