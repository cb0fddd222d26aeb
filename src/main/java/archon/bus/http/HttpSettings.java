package archon.bus.http;

import com.typesafe.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code archon.bus.http}; each key is described in {@code reference.conf}.
 *
 * @param tls null for plain HTTP
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
    List<String> allowedHosts,
    List<String> allowedOrigins,
    List<Token> tokens,
    @Nullable PemFiles tls) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  public HttpSettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
    tokens = List.copyOf(tokens);
    require("port", port, 0, 65_535, "");
    require("start-delay", startDelay.toMillis(), 0, Duration.ofHours(1).toMillis(), " ms");
    require("heartbeat", heartbeat.toMillis(), 1_000, 30_000, " ms");
    require("max-body-bytes", maxBodyBytes, KIB, 256 * MIB, " bytes");
    require("max-bodies-bytes", maxBodiesBytes, maxBodyBytes, 16 * KIB * MIB, " bytes");
    require("max-connections", maxConnections, 1, 100_000, "");
    require("max-streams", maxStreams, 1, 100_000, "");
    if (!isLoopback(host) && (tls == null || tokens.isEmpty())) {
      throw new IllegalArgumentException(
          "archon.bus.http.host: expected an address of this machine alone, such as 127.0.0.1, or archon.bus.http.tls and tokens beside it, but found \"%s\""
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
        section.getStringList("allowed-hosts"),
        section.getStringList("allowed-origins"),
        tokens(section.getConfigList("tokens")),
        tls(section.getString("tls.certificate"), section.getString("tls.private-key")));
  }

  /** The keys of an object in {@code archon.bus.http.tokens}. */
  public static Set<String> tokenKeys() {
    return Token.KEYS;
  }

  private static List<Token> tokens(List<? extends Config> objects) {
    List<Token> tokens = new ArrayList<>();
    for (Config object : objects) {
      tokens.add(Token.from("archon.bus.http.tokens[%d]".formatted(tokens.size()), object));
    }
    return tokens;
  }

  private static @Nullable PemFiles tls(String certificate, String privateKey) {
    if (certificate.isEmpty() != privateKey.isEmpty()) {
      throw new IllegalArgumentException(
          "archon.bus.http.tls: expected both certificate and private-key, or none, but found one of them");
    }
    return certificate.isEmpty()
        ? null
        : new PemFiles(path("certificate", certificate), path("private-key", privateKey));
  }

  private static Path path(String key, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "archon.bus.http.tls.%s: expected a file but found %s".formatted(key, e.getMessage()), e);
    }
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
