package archon.bus.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Any name (a persistence id, the name of a subscription) as the name of a file or folder, encoded
 * as topics are: ASCII letters, digits, {@code .}, {@code _}, {@code -} unchanged, all else and a
 * leading dot percent-encoded. A name too long for a file system ends with a hash instead.
 */
public final class FileName {
  private static final int MAX_LENGTH = 200;
  private static final int KEPT_LENGTH = 128;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private FileName() {}

  /** Never a path, never empty unless {@code name} is; two names never share one. */
  public static String of(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    String encoded = encode(utf8);
    // "~" stands in no encoded name, so a shortened one is never that of another id.
    return encoded.length() <= MAX_LENGTH
        ? encoded
        : encoded.substring(0, KEPT_LENGTH) + "~" + sha256(utf8);
  }

  /** The whole encoding, however long. */
  static String encode(byte[] utf8) {
    StringBuilder encoded = new StringBuilder(utf8.length + 16);
    for (byte b : utf8) {
      if (isPlain(b) && !(b == '.' && encoded.isEmpty())) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** Whether a byte stands for itself; a leading dot does not. */
  static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '_'
        || b == '-';
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
