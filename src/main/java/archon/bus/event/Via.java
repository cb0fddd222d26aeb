package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * By what an event came to this bus that was published at another: a member of its line behind the
 * event's own, {@code ,"via":"redis"}. So a bridge never sends back what it has received, whatever
 * else it has forgotten.
 */
public final class Via {
  private static final byte[] MEMBER = ",\"via\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LENGTH = 32;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1," + MAX_LENGTH + "}");

  private Via() {}

  /** The member, to stand behind an event's own. */
  static byte[] member(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "via: expected 1 to %d of a-z, 0-9 and - but found \"%s\"".formatted(MAX_LENGTH, name));
    }
    byte[] member = new byte[MEMBER.length + name.length() + 1];
    System.arraycopy(MEMBER, 0, member, 0, MEMBER.length);
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, member, MEMBER.length, text.length);
    member[member.length - 1] = '"';
    return member;
  }

  /**
   * Where the member begins in an event's JSON without its closing brace; {@code to} if it has
   * none. An event's own last member is an object, so no event ends like that by itself.
   */
  public static int start(byte[] json, int from, int to) {
    int quote = to - 2;
    if (to - from <= MEMBER.length || json[to - 1] != '"') {
      return to;
    }
    while (quote >= from && to - 2 - quote < MAX_LENGTH && isOfName(json[quote])) {
      quote--;
    }
    int start = quote + 1 - MEMBER.length;
    return start > from && quote < to - 2 && holdsMember(json, start) ? start : to;
  }

  /** The name in the member that begins at {@code start}. */
  public static String name(byte[] json, int start, int to) {
    int from = start + MEMBER.length;
    return new String(json, from, to - 1 - from, StandardCharsets.US_ASCII);
  }

  private static boolean holdsMember(byte[] json, int at) {
    for (int i = 0; i < MEMBER.length; i++) {
      if (json[at + i] != MEMBER[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(byte b) {
    return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-';
  }
}
