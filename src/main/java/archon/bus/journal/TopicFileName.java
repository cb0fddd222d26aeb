package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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

  private TopicFileName() {}

  /**
   * The file name, without extension, of a topic or, shortened where it is long, a persistence id.
   *
   * @throws EventRefused if it would be longer than a file name may be, or the name is not proper
   *     unicode
   */
  static String encode(LogId log) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(log.name())) {
      throw new EventRefused(
          log.describe() + ": expected whole unicode characters but found a lone surrogate");
    }
    if (log.kind() == LogId.Kind.ENTITY) {
      return FileName.of(
          log.name()); // nobody needs to read the id from the name, so it may be shortened
    }
    String encoded = FileName.encode(log.name().getBytes(StandardCharsets.UTF_8));
    if (encoded.length() > MAX_BYTES || encoded.isEmpty()) {
      throw new EventRefused(
          "%s: expected 1 to %d bytes as a file name (percent-encoded) but it needs %d; choose a shorter name"
              .formatted(log.describe(), MAX_BYTES, encoded.length()));
    }
    return encoded;
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
      } else if (c < 0x80 && FileName.isPlain((byte) c)) {
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
}
