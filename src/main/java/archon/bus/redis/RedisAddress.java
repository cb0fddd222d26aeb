package archon.bus.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis server is, and how it lets a client in. Immutable. No message and no text of it
 * shows the password.
 */
public final class RedisAddress {
  static final int DEFAULT_PORT = 6379;

  private static final String EXPECTED =
      "expected HOST[:PORT], or redis://[[user]:password@]host[:port][/database] with rediss:// for TLS";

  private final String host;
  private final int port;
  private final int database;
  private final boolean isTls;
  private final @Nullable String user;
  private final @Nullable String password;

  private RedisAddress(
      String host,
      int port,
      int database,
      boolean isTls,
      @Nullable String user,
      @Nullable String password) {
    this.host = host;
    this.port = port;
    this.database = database;
    this.isTls = isTls;
    this.user = user;
    this.password = password;
  }

  /**
   * Reads {@code HOST}, {@code HOST:PORT} (an IPv6 address in brackets), or a URI {@code
   * redis://[[user]:password@]host[:port][/database]}, {@code rediss://} for TLS. User and password
   * may be percent-encoded.
   *
   * @throws IllegalArgumentException if it is none; never with what it holds, which may be a
   *     password
   */
  public static RedisAddress parse(String text) {
    boolean isUri = text.contains("://");
    URI uri = uri(isUri ? text : "redis://" + text);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw wrong("another scheme");
    }
    if (uri.getHost() == null) {
      throw wrong("no host");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong("more behind it");
    }
    if (!isUri && uri.getRawUserInfo() != null) {
      throw wrong("a user or password, for which a URI is needed");
    }
    String userInfo = uri.getRawUserInfo();
    int colon = userInfo == null ? -1 : userInfo.indexOf(':');
    if (userInfo != null && colon < 0) {
      throw wrong("a user without a password");
    }
    return new RedisAddress(
        uri.getHost(),
        port(uri.getPort()),
        database(uri.getRawPath()),
        scheme.equals("rediss"),
        colon <= 0 ? null : decoded(userInfo.substring(0, colon)),
        colon < 0 ? null : decoded(userInfo.substring(colon + 1)));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrong("a character that stands there for itself only percent-encoded");
    }
  }

  private static int port(int port) {
    if (port == 0 || port > 65_535) {
      throw wrong("a port that is not from 1 to 65535");
    }
    return port < 0 ? DEFAULT_PORT : port;
  }

  private static int database(String path) {
    String number = path.startsWith("/") ? path.substring(1) : path;
    if (!number.matches("\\d{0,5}")) {
      throw wrong("no number of a database behind the slash");
    }
    return number.isEmpty() ? 0 : Integer.parseInt(number);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("a percent sign that encodes nothing");
    }
  }

  private static IllegalArgumentException wrong(String found) {
    return new IllegalArgumentException("address of Redis: " + EXPECTED + " but found " + found);
  }

  /** The same with this password, which is then sent without a user unless it has one. */
  public RedisAddress withPassword(String newPassword) {
    return new RedisAddress(host, port, database, isTls, user, newPassword);
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean isTls() {
    return isTls;
  }

  /** For Lettuce; {@code timeout} bounds the time to connect and to be let in. */
  RedisURI toUri(Duration timeout) {
    RedisURI uri =
        RedisURI.builder()
            .withHost(host)
            .withPort(port)
            .withDatabase(database)
            .withSsl(isTls)
            .withTimeout(timeout)
            .build();
    if (password != null) {
      uri.setCredentialsProvider(
          new StaticCredentialsProvider(RedisCredentials.just(user, password.toCharArray())));
    }
    return uri;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RedisAddress that
        && host.equals(that.host)
        && port == that.port
        && database == that.database
        && isTls == that.isTls
        && Objects.equals(user, that.user)
        && Objects.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(host, port, database, isTls, user);
  }

  /** Host, port and database: what tells one from another in a log. */
  @Override
  public String toString() {
    return "%s:%d/%d".formatted(host, port, database);
  }
}
