package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One small file that is always replaced whole: after a crash it holds the old content or the new
 * one, and damage is noticed. For one writer at a time; readers need no lock.
 */
public final class CheckedFile {
  private CheckedFile() {}

  /** The file at {@code path}, which need not exist; its directory must. */
  public static CheckedFile at(Path path) {
    throw new UnsupportedOperationException();
  }

  /**
   * The content, or null if there is no such file.
   *
   * @throws UnsafeFile if the file is damaged or not a regular file
   * @throws JournalIoFailure if reading fails
   */
  public byte @Nullable [] read() {
    throw new UnsupportedOperationException();
  }

  /**
   * Replaces the content; durable when it returns.
   *
   * @throws DiskFull if no space is left; the old content stays
   * @throws JournalIoFailure if writing fails; the old content stays
   */
  public void write(byte[] content) {
    throw new UnsupportedOperationException();
  }

  /** Removes the file; durable when it returns. Returns whether there was one. */
  public boolean delete() {
    throw new UnsupportedOperationException();
  }
}
