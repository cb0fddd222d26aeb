package archon.bus.guest;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Section {@code archon.bus.node}; each key is described in {@code reference.conf}.
 *
 * @throws IllegalArgumentException if a value is out of its bounds, with the full key
 */
public record NodeSettings(boolean listen, int port, int maxGuests, Duration timeout) {
  public NodeSettings {
    require("port", port, 0, 65_535);
    require("max-guests", maxGuests, 1, 1_000);
    // A node says something each second: with less, one that is well could seem to be silent.
    if (timeout.toMillis() < 2_000 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "archon.bus.node.timeout: expected 2s to 10m but found " + timeout);
    }
  }

  /**
   * Reads the section.
   *
   * @param section the configuration at {@code archon.bus.node}
   */
  public static NodeSettings from(Config section) {
    return new NodeSettings(
        section.getBoolean("listen"),
        section.getInt("port"),
        section.getInt("max-guests"),
        section.getDuration("timeout"));
  }

  private static void require(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "archon.bus.node.%s: expected %d to %d but found %d".formatted(key, min, max, value));
    }
  }
}
