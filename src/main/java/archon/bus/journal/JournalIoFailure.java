package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The operating system failed a read or a write. After a failed write nothing of it was stored and
 * a retry is safe.
 */
public final class JournalIoFailure extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalIoFailure(String doing, Path file, IOException cause) {
    super("%s: %s failed: %s".formatted(file, doing, cause), cause);
  }
}
