package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names as file names: ASCII letters, digits, {@code . _ -} unchanged, everything else and a
 * leading dot percent-encoded as UTF-8. The result is never a path: it holds no separator and is
 * neither {@code .} nor {@code ..}.
 */
final class TopicFileName {
  static final int MAX_BYTES = 240;

  /** Ends the name of every file of lines. */
  static final String EXTENSION = ".jsonl";

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private TopicFileName() {}

  /**
   * The file name, without extension, of a topic or, shortened where it is long, a persistence id.
   *
   * @throws EventRefused if it would be longer than a file name may be, or the name is not proper
   *     unicode
   */
  static String encode(LogId log) {
    ByteBuffer utf8;
    try {
      utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(log.name()));
    } catch (CharacterCodingException e) {
      throw new EventRefused(
          log.describe() + ": expected whole unicode characters but found a lone surrogate");
    }
    if (log.kind() == LogId.Kind.ENTITY) {
      return FileName.of(
          log.name()); // nobody needs to read the id from the name, so it may be shortened
    }
    StringBuilder encoded = new StringBuilder(utf8.remaining() + 8);
    while (utf8.hasRemaining()) {
      byte b = utf8.get();
      if (isPlain(b) && !(b == '.' && encoded.isEmpty())) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
      }
    }
    if (encoded.length() > MAX_BYTES || encoded.isEmpty()) {
      throw new EventRefused(
          "%s: expected 1 to %d bytes as a file name (percent-encoded) but it needs %d; choose a shorter name"
              .formatted(log.describe(), MAX_BYTES, encoded.length()));
    }
    return encoded.toString();
  }

  /** The name that encodes to {@code fileName}, or null if none does. */
  static @Nullable String decode(String fileName) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(fileName.length());
    for (int i = 0; i < fileName.length(); i++) {
      char c = fileName.charAt(i);
      if (c == '%' && i + 2 < fileName.length()) {
        int high = Character.digit(fileName.charAt(i + 1), 16);
        int low = Character.digit(fileName.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return null;
        }
        utf8.write(high << 4 | low);
        i += 2;
      } else if (c < 0x80 && isPlain((byte) c)) {
        utf8.write(c);
      } else {
        return null;
      }
    }
    String name;
    try {
      name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(utf8.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    return !name.isEmpty()
            && fileName.length() <= MAX_BYTES
            && encode(LogId.topic(name)).equals(fileName)
        ? name
        : null;
  }

  /** The file name, without extension, that the predecessor gives a topic. */
  static String ofPredecessor(String topic) {
    return topic.replace('/', '_').replace('\\', '_');
  }

  /**
   * Whether the predecessor may have put lines of other topics into the file of this name (without
   * extension).
   */
  static boolean mayHoldOtherTopics(String fileName) {
    return fileName.indexOf('_') >= 0 || decode(fileName) == null;
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '_'
        || b == '-';
  }
}
