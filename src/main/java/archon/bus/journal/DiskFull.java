package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * No space is left for a write; nothing of it was stored. A retry is safe and works once space is
 * back.
 */
public final class DiskFull extends JournalException {
  private static final long serialVersionUID = 1L;
  private static final List<String> MESSAGES =
      List.of("No space left on device", "Disk quota exceeded", "not enough space");

  DiskFull(Path file, long byteOffset, IOException cause) {
    super(
        "%s at byte %d: expected room on the disk but %s; free some space and try again"
            .formatted(file, byteOffset, cause.getMessage()),
        cause);
  }

  /** The failure of {@code doing} at a place in a file: this one if the disk is full. */
  static JournalException orIoFailure(
      String doing, Path file, long byteOffset, IOException failure) {
    return is(failure)
        ? new DiskFull(file, byteOffset, failure)
        : new JournalIoFailure(doing, file, failure);
  }

  /** Java tells a full disk apart only by the system's message. */
  static boolean is(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return MESSAGES.stream().anyMatch(message::contains);
  }
}
