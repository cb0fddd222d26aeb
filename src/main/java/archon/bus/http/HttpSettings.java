package archon.bus.http;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;

/**
 * Section {@code archon.bus.http}; each key is described in {@code reference.conf}.
 *
 * @throws IllegalArgumentException if a value is out of its bounds, with the full key
 */
public record HttpSettings(
    boolean isEnabled,
    String host,
    int port,
    Duration startDelay,
    Duration heartbeat,
    long maxBodyBytes,
    long maxBodiesBytes,
    int maxConnections,
    int maxStreams,
    List<String> allowedHosts) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  public HttpSettings {
    allowedHosts = List.copyOf(allowedHosts);
    require("port", port, 0, 65_535, "");
    require("start-delay", startDelay.toMillis(), 0, Duration.ofHours(1).toMillis(), " ms");
    require("heartbeat", heartbeat.toMillis(), 1_000, 30_000, " ms");
    require("max-body-bytes", maxBodyBytes, KIB, 256 * MIB, " bytes");
    require("max-bodies-bytes", maxBodiesBytes, maxBodyBytes, 16 * KIB * MIB, " bytes");
    require("max-connections", maxConnections, 1, 100_000, "");
    require("max-streams", maxStreams, 1, 100_000, "");
    if (!isLoopback(host)) {
      throw new IllegalArgumentException(
          "archon.bus.http.host: expected an address of this machine alone, such as 127.0.0.1, but found \"%s\""
              .formatted(host));
    }
  }

  /**
   * Reads the section.
   *
   * @param section the configuration at {@code archon.bus.http}
   */
  public static HttpSettings from(Config section) {
    return new HttpSettings(
        section.getBoolean("enabled"),
        section.getString("host"),
        section.getInt("port"),
        section.getDuration("start-delay"),
        section.getDuration("heartbeat"),
        section.getBytes("max-body-bytes"),
        section.getBytes("max-bodies-bytes"),
        section.getInt("max-connections"),
        section.getInt("max-streams"),
        section.getStringList("allowed-hosts"));
  }

  /** Not looked up: a name that may be another address elsewhere does not count. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static void require(String key, long value, long min, long max, String unit) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "archon.bus.http.%s: expected %d to %d%s but found %d"
              .formatted(key, min, max, unit, value));
    }
  }
}
