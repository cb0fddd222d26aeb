package archon.bus.read;

import com.typesafe.config.Config;

/**
 * Section {@code archon.bus.replay}; each key is described in {@code reference.conf}.
 *
 * @param maxBufferBytes memory one replay may hold events of all its topics in, ahead of their turn
 */
public record ReplaySettings(long maxBufferBytes) {
  private static final long MIN_BUFFER_BYTES = 1024;

  public ReplaySettings {
    if (maxBufferBytes < MIN_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "archon.bus.replay.max-buffer-bytes: expected 1KiB or more but found %d bytes"
              .formatted(maxBufferBytes));
    }
  }

  public static ReplaySettings from(Config section) {
    return new ReplaySettings(section.getBytes("max-buffer-bytes"));
  }
}
