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

  /** False, and no key given, if the line does not stand as this journal writes it. */
  private static boolean ofOurLine(byte[] line, int from, int to, LongConsumer keys) {
    if (!LineCodec.isSealed(line, from, to)) {
      return false;
    }
    LineShape shape =
        LineShape.of(line, from, from + LineCodec.trailer(line, from, to).headBytes());
    if (shape == null) {
      return false;
    }
    shape.keys(line, keys);
    return true;
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
}
