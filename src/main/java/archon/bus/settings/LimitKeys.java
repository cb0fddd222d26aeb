package archon.bus.settings;

import archon.bus.event.EventLimits;
import com.typesafe.config.Config;

/** Section {@code archon.bus.limits}: events know no configuration. */
public final class LimitKeys {
  private LimitKeys() {}

  /**
   * Reads the section.
   *
   * @throws IllegalArgumentException if a value is out of its bounds, with the full key
   */
  public static EventLimits read(Config section) {
    long maxEventBytes = section.getBytes("max-event-bytes");
    if (maxEventBytes < 1024 || maxEventBytes > 64 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "archon.bus.limits.max-event-bytes: expected 1KiB to 64MiB but found %d bytes"
              .formatted(maxEventBytes));
    }
    int maxDepth = section.getInt("max-depth");
    if (maxDepth < 1 || maxDepth > 500) {
      throw new IllegalArgumentException(
          "archon.bus.limits.max-depth: expected 1 to 500 but found %d".formatted(maxDepth));
    }
    return new EventLimits((int) maxEventBytes, maxDepth);
  }
}
