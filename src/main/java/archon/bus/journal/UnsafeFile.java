package archon.bus.journal;

import java.nio.file.Path;

/**
 * A file or folder is not one the journal may follow or trust. A retry is useless until somebody
 * changed it.
 */
public final class UnsafeFile extends JournalException {
  private static final long serialVersionUID = 1L;

  UnsafeFile(Path file, String difference) {
    super("%s: %s".formatted(file, difference), null);
  }
}
