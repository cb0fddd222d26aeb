package archon.bus.read;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Section {@code archon.bus.history}; each key is described in {@code reference.conf}.
 *
 * @param maxBufferBytes memory one query may hold events in before it sorts through temporary files
 * @param spillDirectory where those files are made; it must exist
 */
public record HistorySettings(long maxBufferBytes, Path spillDirectory) {
  private static final long MIN_BUFFER_BYTES = 1024;

  public HistorySettings {
    if (maxBufferBytes < MIN_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "archon.bus.history.max-buffer-bytes: expected 1KiB or more but found %d bytes"
              .formatted(maxBufferBytes));
    }
  }

  public static HistorySettings from(Config section) {
    return new HistorySettings(
        section.getBytes("max-buffer-bytes"), directory(section.getString("spill-directory")));
  }

  private static Path directory(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "archon.bus.history.spill-directory: expected a directory but found " + e.getMessage(),
          e);
    }
  }
}
