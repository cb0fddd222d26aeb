package archon.bus.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A secret that opens the doors, known by its SHA-256 only, so that nothing that prints it tells
 * it.
 *
 * @param access what its holder may do
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
record Token(byte[] sha256, Access access) {
  static Token of(String secret, Access access) {
    return new Token(digest(secret), access);
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
