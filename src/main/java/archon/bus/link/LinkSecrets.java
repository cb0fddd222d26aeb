package archon.bus.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The two secrets of a node, which only those know who may read its file. They stand in no log and
 * no message.
 *
 * @param token lets a guest in
 * @param proof shows a guest that who listens is the node, and not a stranger on its former port
 */
public record LinkSecrets(String token, String proof) {
  private static final int BYTES = 32; // 256 bits
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{%d}".formatted(2 * BYTES));

  /**
   * @throws IllegalArgumentException if one is not 64 hex digits in lower case
   */
  public LinkSecrets {
    require("token", token);
    require("proof", proof);
  }

  /** Two new ones. */
  public static LinkSecrets random() {
    SecureRandom random = new SecureRandom();
    return new LinkSecrets(secret(random), secret(random));
  }

  boolean isToken(String shown) {
    return isSame(token, shown);
  }

  boolean isProof(String shown) {
    return isSame(proof, shown);
  }

  /** Takes as long whatever is shown: the time tells nothing of how much of it was right. */
  private static boolean isSame(String secret, String shown) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void require(String name, String secret) {
    if (!FORM.matcher(secret).matches()) {
      throw new IllegalArgumentException(
          "link %s: expected %d hex digits but found %d characters of another kind"
              .formatted(name, 2 * BYTES, secret.length()));
    }
  }

  @Override
  public String toString() {
    return "LinkSecrets[not shown]";
  }
}
