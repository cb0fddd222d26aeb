package archon.bus.http;

import archon.bus.event.EventRefused;
import archon.bus.event.TopicPattern;
import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A secret that opens the doors, known by its SHA-256 only, so that nothing that prints it tells
 * it.
 *
 * @param access what its holder may do
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
record Token(byte[] sha256, Access access) {
  static final Set<String> KEYS = Set.of("name", "sha256", "publish", "read", "clear");

  private static final int DIGEST_BYTES = 32;

  static Token of(String secret, Access access) {
    return new Token(digest(secret), access);
  }

  /**
   * @param place of the object in the configuration
   */
  static Token from(String place, Config object) {
    String name = object.getString("name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException(place + ".name: expected a name but it is empty");
    }
    Access access =
        new Access(
            name,
            patterns(place, object, Right.PUBLISH),
            patterns(place, object, Right.READ),
            patterns(place, object, Right.CLEAR));
    return new Token(digestIn(place, object.getString("sha256")), access);
  }

  private static List<TopicPattern> patterns(String place, Config object, Right right) {
    List<TopicPattern> patterns = new ArrayList<>();
    if (object.hasPath(right.word())) {
      for (String text : object.getStringList(right.word())) {
        try {
          patterns.add(new TopicPattern(text));
        } catch (EventRefused e) {
          throw new IllegalArgumentException(
              "%s.%s: %s".formatted(place, right.word(), e.getMessage()), e);
        }
      }
    }
    return List.copyOf(patterns);
  }

  /** The text itself is never told: somebody may have stated the secret there. */
  private static byte[] digestIn(String place, String hex) {
    if (hex.matches("[0-9a-fA-F]{64}")) {
      return HexFormat.of().parseHex(hex);
    }
    throw new IllegalArgumentException(
        "%s.sha256: expected %d hex digits, what printf %%s \"$TOKEN\" | sha256sum prints, but found something else"
            .formatted(place, 2 * DIGEST_BYTES));
  }

  static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** In the same time wherever the first difference is. */
  boolean isOf(byte[] presented) {
    return MessageDigest.isEqual(sha256, presented);
  }
}
