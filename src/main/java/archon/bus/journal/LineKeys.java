package archon.bus.journal;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * The keys of a topic's line, see {@link EventKey}: of its event's id and, if it has one, of its
 * correlation id. Found without decoding the event where the line is one of ours and both are
 * plain.
 */
final class LineKeys {
  private static final byte[] ID = ascii("{\"id\":\"");
  private static final byte[] TOPIC = ascii("\",\"topic\":\"");
  private static final byte[] CORRELATION_ID = ascii(",\"correlation_id\":");
  private static final byte[] NULL = ascii("null");

  private LineKeys() {}

  /**
   * Gives the keys of a whole line; none if it is no event.
   *
   * @param file where the line stands, of which an id is made if the line has none
   * @param byteOffset where in the file it begins
   */
  static void of(byte[] line, int from, int to, Path file, long byteOffset, LongConsumer keys) {
    if (!ofOurLine(line, from, to, keys)) {
      ofAnyLine(line, from, to, file, byteOffset, keys);
    }
  }

  /**
   * From both ends of a line that stands as this journal writes it; false, and no key given, if it
   * does not. Strings are only passed over when they hold no backslash, so a quote met on the way
   * always is one, and their bytes are those of the text.
   */
  private static boolean ofOurLine(byte[] line, int from, int to, LongConsumer keys) {
    if (!LineCodec.isSealed(line, from, to)) {
      return false;
    }
    int headEnd = from + LineCodec.trailer(line, from, to).headBytes();
    int idStart = from + ID.length;
    int valueEnd = LineEnd.metadata(line, idStart, headEnd);
    if (valueEnd < 0 || !LineCodec.matches(line, from, ID)) {
      return false;
    }
    int idEnd = idStart;
    while (idEnd < valueEnd && line[idEnd] != '"' && line[idEnd] != '\\') {
      idEnd++;
    }
    if (!LineCodec.matches(line, idEnd, TOPIC)) {
      return false;
    }
    if (LineCodec.matches(line, valueEnd - NULL.length, NULL)
        && isMember(line, valueEnd - NULL.length)) {
      keys.accept(EventKey.idHash(line, idStart, idEnd));
      return true;
    }
    int quote = LineEnd.plainString(line, idEnd, valueEnd);
    if (quote < 0 || !isMember(line, quote)) {
      return false;
    }
    keys.accept(EventKey.idHash(line, idStart, idEnd));
    keys.accept(EventKey.correlationIdHash(line, quote + 1, valueEnd - 1));
    return true;
  }

  private static boolean isMember(byte[] line, int value) {
    return LineCodec.matches(line, value - CORRELATION_ID.length, CORRELATION_ID);
  }

  private static void ofAnyLine(
      byte[] line, int from, int to, Path file, long byteOffset, LongConsumer keys) {
    Event event;
    try {
      event = EventJson.read(line, from, to, () -> JournalLine.missingId(file, byteOffset));
    } catch (EventFormatException e) {
      return; // whoever reads the line is told so
    }
    byte[] id = event.id().getBytes(StandardCharsets.UTF_8);
    keys.accept(EventKey.idHash(id, 0, id.length));
    if (event.correlationId() != null) {
      byte[] correlationId = event.correlationId().getBytes(StandardCharsets.UTF_8);
      keys.accept(EventKey.correlationIdHash(correlationId, 0, correlationId.length));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
