package archon.bus.journal;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * The keys of a topic's line, see {@link EventKey}: of its event's id, source and, if it has one,
 * correlation id. Found without decoding the event where the line is one of ours and they are plain
 * strings.
 */
final class LineKeys {
  private static final byte[] ID = ascii("{\"id\":\"");
  private static final byte[] TOPIC = ascii("\",\"topic\":\"");
  private static final byte[] SOURCE = ascii(",\"source\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
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
    boolean correlated = !LineCodec.matches(line, valueEnd - NULL.length, NULL);
    int correlation =
        correlated ? LineEnd.plainString(line, idEnd, valueEnd) : valueEnd - NULL.length;
    int timestampEnd = before(line, CORRELATION_ID, correlation);
    int timestamp = LineEnd.plainString(line, idEnd, timestampEnd);
    int sourceEnd = before(line, TIMESTAMP, timestamp);
    int source = LineEnd.plainString(line, idEnd, sourceEnd);
    if (before(line, SOURCE, source) < 0) {
      return false;
    }
    keys.accept(EventKey.idHash(line, idStart, idEnd));
    keys.accept(EventKey.sourceHash(line, source + 1, sourceEnd - 1));
    if (correlated) {
      keys.accept(EventKey.correlationIdHash(line, correlation + 1, valueEnd - 1));
    }
    return true;
  }

  /** Where the member of this name begins whose value is at {@code value}; -1 if there is none. */
  private static int before(byte[] line, byte[] member, int value) {
    int at = value - member.length;
    return LineCodec.matches(line, at, member) ? at : -1;
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
    byte[] source = event.source().getBytes(StandardCharsets.UTF_8);
    keys.accept(EventKey.sourceHash(source, 0, source.length));
    if (event.correlationId() != null) {
      byte[] correlationId = event.correlationId().getBytes(StandardCharsets.UTF_8);
      keys.accept(EventKey.correlationIdHash(correlationId, 0, correlationId.length));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
