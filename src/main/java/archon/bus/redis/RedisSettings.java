package archon.bus.redis;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.stream.RestartSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a Redis server is talked to. Immutable; its text shows no password.
 *
 * @param trusted certificates in a PEM file of those who may vouch for a server over TLS; null for
 *     those that the JVM trusts
 * @param connectTimeout to connect and to be let in
 * @param commandTimeout after which a command without an answer has failed: whether it was done is
 *     not known then
 * @param keepAlive how often a connection that only listens is tried, so that a server which went
 *     without a word is noticed
 * @param retryMin how long a source waits before it connects again; doubled with every failure in a
 *     row
 * @param retryMax the longest such wait
 * @param pageEntries most entries of a list or a stream that are asked for at once
 * @param pageBytes about so many bytes of them at most, judged by those before
 * @param bufferMessages most messages of channels that are held for a reader who is slow; the
 *     oldest give way
 * @param bufferBytes most bytes of them
 * @param commandsInFlight most commands of a flow that are not answered yet
 */
public record RedisSettings(
    RedisAddress address,
    @Nullable Path trusted,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration keepAlive,
    Duration retryMin,
    Duration retryMax,
    int pageEntries,
    long pageBytes,
    int bufferMessages,
    long bufferBytes,
    int commandsInFlight) {
  /** Parts of the wait before a reconnection are random, so that clients do not come together. */
  private static final double RETRY_RANDOM = 0.2;

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long MAX_BYTES = 1L << 30;

  /** The section that {@code reference.conf} states all keys of. */
  public static final String SECTION = "archon.redis";

  public RedisSettings {
    require("connect-timeout", connectTimeout);
    require("command-timeout", commandTimeout);
    require("keep-alive", keepAlive);
    require("retry-backoff-min", retryMin);
    require("retry-backoff-max", retryMax);
    if (retryMax.compareTo(retryMin) < 0) {
      throw new IllegalArgumentException(
          "%s.retry-backoff-max: expected at least retry-backoff-min, %s, but found %s"
              .formatted(SECTION, retryMin, retryMax));
    }
    require("page-entries", pageEntries, 1, 100_000);
    require("page-bytes", pageBytes, 1024, MAX_BYTES);
    require("buffer-messages", bufferMessages, 1, 1_000_000);
    require("buffer-bytes", bufferBytes, 1024, MAX_BYTES);
    require("commands-in-flight", commandsInFlight, 1, 100_000);
  }

  /**
   * Reads a section such as {@value #SECTION}; it must state where Redis is.
   *
   * @throws IllegalArgumentException if a value is out of its bounds or a file cannot be read;
   *     never with a password
   */
  public static RedisSettings from(Config section) {
    return new RedisSettings(
        address(section),
        file(section, "tls-certificate"),
        section.getDuration("connect-timeout"),
        section.getDuration("command-timeout"),
        section.getDuration("keep-alive"),
        section.getDuration("retry-backoff-min"),
        section.getDuration("retry-backoff-max"),
        section.getInt("page-entries"),
        section.getBytes("page-bytes"),
        section.getInt("buffer-messages"),
        section.getBytes("buffer-bytes"),
        section.getInt("commands-in-flight"));
  }

  private static RedisAddress address(Config section) {
    RedisAddress address;
    try {
      address = RedisAddress.parse(section.getString("uri"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(SECTION + ".uri: " + e.getMessage(), e);
    }
    Path file = file(section, "password-file");
    return file == null ? address : address.withPassword(firstLine(file));
  }

  private static @Nullable Path file(Config section, String key) {
    String text = section.getString(key);
    try {
      Path file = text.isEmpty() ? null : Path.of(text);
      if (file != null && !Files.isReadable(file)) {
        throw new IllegalArgumentException(
            "%s.%s: expected a file that can be read but found none at %s"
                .formatted(SECTION, key, file));
      }
      return file;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s.%s: expected a path but found \"%s\"".formatted(SECTION, key, text), e);
    }
  }

  private static String firstLine(Path file) {
    try {
      String text = Files.readString(file);
      return text.lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s.password-file: expected a file whose first line is the password but reading %s failed: %s"
              .formatted(SECTION, file, e),
          e);
    }
  }

  private static void require(String key, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s.%s: expected 1ms to 1 hour but found %s".formatted(SECTION, key, value));
    }
  }

  private static void require(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s.%s: expected %d to %d but found %d".formatted(SECTION, key, min, max, value));
    }
  }

  /** How sources connect again. */
  RestartSettings restart() {
    return RestartSettings.create(retryMin, retryMax, RETRY_RANDOM);
  }
}
