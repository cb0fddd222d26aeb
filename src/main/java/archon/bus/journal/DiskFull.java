package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * No space is left for a write; nothing of it was stored. A retry is safe and works once space is
 * back.
 */
public final class DiskFull extends JournalException {
  private static final long serialVersionUID = 1L;

  DiskFull(Path file, long byteOffset, IOException cause) {
    super(
        "%s at byte %d: expected room on the disk but %s; free some space and try again"
            .formatted(file, byteOffset, cause.getMessage()),
        cause);
  }
}
