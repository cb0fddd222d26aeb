package archon.bus.event;

import java.util.Arrays;

/** A growing buffer of JSON text in UTF-8. Not thread-safe. */
final class Utf8Writer {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private byte[] bytes;
  private int length;

  Utf8Writer(int expectedBytes) {
    this.bytes = new byte[expectedBytes];
  }

  int length() {
    return length;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  Utf8Writer raw(byte[] text) {
    return raw(text, 0, text.length);
  }

  Utf8Writer raw(byte[] text, int from, int to) {
    reserve(to - from);
    System.arraycopy(text, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  Utf8Writer raw(byte oneByte) {
    reserve(1);
    bytes[length++] = oneByte;
    return this;
  }

  /** ASCII text as it is. */
  Utf8Writer ascii(String text) {
    ascii(text, text.length());
    return this;
  }

  /** A number of so many decimal digits. */
  Utf8Writer digits(int number, int width) {
    reserve(width);
    int rest = number;
    for (int i = length + width - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
    return this;
  }

  /**
   * A JSON string. A lone surrogate, which UTF-8 cannot carry, is written as an escape: nothing is
   * lost.
   */
  Utf8Writer quoted(String text) {
    raw((byte) '"');
    int plain = plainLength(text);
    ascii(text, plain);
    for (int i = plain; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        ascii(c);
      } else if (c < 0x800) {
        reserve(2);
        bytes[length++] = (byte) (0xc0 | (c >> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        reserve(3);
        bytes[length++] = (byte) (0xe0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        supplementary(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        escaped(c);
      }
    }
    return raw((byte) '"');
  }

  /** How many characters at the beginning stand for themselves, as all do in most strings. */
  private static int plainLength(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
        return i;
      }
    }
    return length;
  }

  @SuppressWarnings("deprecation") // cuts characters to bytes, which is what ASCII wants
  private void ascii(String text, int count) {
    reserve(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  private void ascii(char c) {
    if (c >= 0x20 && c != '"' && c != '\\') {
      raw((byte) c);
      return;
    }
    switch (c) {
      case '"', '\\' -> raw((byte) '\\').raw((byte) c);
      case '\n' -> raw((byte) '\\').raw((byte) 'n');
      case '\r' -> raw((byte) '\\').raw((byte) 'r');
      case '\t' -> raw((byte) '\\').raw((byte) 't');
      default -> escaped(c);
    }
  }

  private void supplementary(int codePoint) {
    reserve(4);
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  private void escaped(char c) {
    reserve(6);
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = (byte) HEX[(c >> shift) & 0xf];
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
