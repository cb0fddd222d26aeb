package archon.bus.journal;

import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import archon.bus.event.Via;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of an event stand in a line as this journal writes it, found from both ends
 * without decoding. Strings are only passed over when they hold no backslash, so a quote met on the
 * way always is one, and their bytes are those of the text.
 *
 * @param idStart where the text of the id begins
 * @param idEnd where it ends, as all other ends exclusive
 * @param payload where the payload begins
 * @param source where the source begins, with its quote
 * @param sourceEnd where it ends, with its quote
 * @param timestamp where the timestamp begins, with its quote
 * @param timestampEnd where it ends, with its quote
 * @param correlation where the correlation id begins, with its quote, or its {@code null}
 * @param correlationEnd where it ends
 * @param eventEnd where the event's own members end
 */
record LineShape(
    int idStart,
    int idEnd,
    int payload,
    int source,
    int sourceEnd,
    int timestamp,
    int timestampEnd,
    int correlation,
    int correlationEnd,
    int eventEnd) {
  /** No timestamp is that early. */
  static final long UNKNOWN_TIME = Long.MIN_VALUE;

  private static final byte[] ID = ascii("{\"id\":\"");
  private static final byte[] TOPIC = ascii("\",\"topic\":\"");
  private static final byte[] PAYLOAD = ascii("\",\"payload\":");
  private static final byte[] SOURCE = ascii(",\"source\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
  private static final byte[] CORRELATION_ID = ascii(",\"correlation_id\":");
  private static final byte[] METADATA = ascii(",\"metadata\":");
  private static final byte[] NULL = ascii("null");

  /** The shape of the head of a line that has a checksum, null if it is another. */
  static @Nullable LineShape of(byte[] line, int from, int headEnd) {
    int idStart = from + ID.length;
    int eventEnd = Via.start(line, from, headEnd);
    int correlationEnd = LineEnd.metadata(line, idStart, eventEnd);
    if (correlationEnd < 0 || !LineCodec.matches(line, from, ID)) {
      return null;
    }
    int idEnd = textEnd(line, idStart, correlationEnd);
    int topicEnd = textEnd(line, idEnd + TOPIC.length, correlationEnd);
    if (!LineCodec.matches(line, idEnd, TOPIC) || !LineCodec.matches(line, topicEnd, PAYLOAD)) {
      return null;
    }
    int correlation =
        LineCodec.matches(line, correlationEnd - NULL.length, NULL)
            ? correlationEnd - NULL.length
            : LineEnd.plainString(line, idEnd, correlationEnd);
    int timestampEnd = before(line, CORRELATION_ID, correlation);
    int timestamp = LineEnd.plainString(line, idEnd, timestampEnd);
    int sourceEnd = before(line, TIMESTAMP, timestamp);
    int source = LineEnd.plainString(line, idEnd, sourceEnd);
    return before(line, SOURCE, source) < 0
        ? null
        : new LineShape(
            idStart,
            idEnd,
            topicEnd + PAYLOAD.length,
            source,
            sourceEnd,
            timestamp,
            timestampEnd,
            correlation,
            correlationEnd,
            eventEnd);
  }

  /**
   * The event, its texts cut out and nothing parsed.
   *
   * @param topic of the line
   * @param micros as {@link #micros} found them
   */
  Event event(byte[] line, String topic, long micros) {
    return new Event(
        new String(line, idStart, idEnd - idStart, StandardCharsets.US_ASCII),
        topic,
        json(line, payload, source - SOURCE.length),
        text(line, source, sourceEnd),
        Timestamps.ofEpochMicros(micros),
        hasCorrelationId(line) ? text(line, correlation, correlationEnd) : null,
        json(line, correlationEnd + METADATA.length, eventEnd));
  }

  /** Microseconds since 1970; {@link #UNKNOWN_TIME} if not written as this journal writes it. */
  long micros(byte[] line) {
    return LineTime.parse(line, timestamp + 1, timestampEnd - 1);
  }

  /** Gives the event's keys, see {@link EventKey}. */
  void keys(byte[] line, LongConsumer keys) {
    keys.accept(EventKey.idHash(line, idStart, idEnd));
    keys.accept(EventKey.sourceHash(line, source + 1, sourceEnd - 1));
    if (hasCorrelationId(line)) {
      keys.accept(EventKey.correlationIdHash(line, correlation + 1, correlationEnd - 1));
    }
  }

  private static Json json(byte[] line, int from, int to) {
    return Json.ofStored(Arrays.copyOfRange(line, from, to));
  }

  /** The text of a string that holds no escape. */
  private static String text(byte[] line, int quote, int end) {
    return new String(line, quote + 1, end - quote - 2, StandardCharsets.UTF_8);
  }

  /** Where the member {@code timestamp} begins, its comma included. */
  int timestampName() {
    return sourceEnd;
  }

  boolean hasCorrelationId(byte[] line) {
    return line[correlation] == '"';
  }

  /** Where a text ends: at its quote, or at an escape. */
  private static int textEnd(byte[] line, int from, int to) {
    int end = from;
    while (end < to && line[end] != '"' && line[end] != '\\') {
      end++;
    }
    return end;
  }

  /** Where the member of this name begins whose value is at {@code value}; -1 if there is none. */
  private static int before(byte[] line, byte[] member, int value) {
    int at = value - member.length;
    return LineCodec.matches(line, at, member) ? at : -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
