package archon.bus.journal;

import archon.bus.event.EventFormatException;
import archon.bus.event.Timestamps;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The timestamp of a line in microseconds since 1970, found without decoding the event where the
 * line is one of ours.
 */
final class LineTime {
  private static final byte[] SHAPE = ascii("0000-00-00T00:00:00");
  private static final byte[] MICROS_SHAPE = ascii(".000000");
  private static final byte[] UTC = ascii("+00:00");

  private LineTime() {}

  /** Of a whole line. Gives 0 if it has none that can be read. */
  static long micros(byte[] line, int from, int to) {
    if (LineCodec.isSealed(line, from, to)) {
      LineCodec.Trailer trailer = LineCodec.trailer(line, from, to);
      if (trailer.seq() > 0) {
        return micros(line, from, to, LineShape.of(line, from, from + trailer.headBytes()));
      }
    }
    return ofMembers(line, from, to);
  }

  /** Of a whole line whose shape is known, null if it has none. */
  static long micros(byte[] line, int from, int to, @Nullable LineShape shape) {
    long micros = shape == null ? LineShape.UNKNOWN_TIME : shape.micros(line);
    return micros == LineShape.UNKNOWN_TIME ? ofMembers(line, from, to) : micros;
  }

  private static long ofMembers(byte[] line, int from, int to) {
    LineMembers members = LineMembers.read(line, from, to);
    return members == null ? 0 : parse(members.timestamp());
  }

  private static long parse(@Nullable String timestamp) {
    try {
      return timestamp == null ? 0 : Timestamps.epochMicros(Timestamps.parse(timestamp));
    } catch (EventFormatException e) {
      return 0; // another persistent actor's member of that name
    }
  }

  /**
   * Microseconds since 1970 of a timestamp as this journal writes it, {@code Long.MIN_VALUE} if it
   * is written otherwise.
   */
  static long parse(byte[] text, int from, int to) {
    int afterSeconds = from + SHAPE.length;
    int offset = to - UTC.length;
    boolean hasMicros = offset == afterSeconds + MICROS_SHAPE.length;
    if ((offset != afterSeconds && !hasMicros)
        || !hasShape(text, from, SHAPE)
        || (hasMicros && !hasShape(text, afterSeconds, MICROS_SHAPE))
        || !LineCodec.matches(text, offset, UTC)) {
      return Long.MIN_VALUE;
    }
    long days =
        daysSince1970(digits(text, from, 4), digits(text, from + 5, 2), digits(text, from + 8, 2));
    long seconds =
        days * 86_400
            + digits(text, from + 11, 2) * 3_600L
            + digits(text, from + 14, 2) * 60L
            + digits(text, from + 17, 2);
    return seconds * 1_000_000 + (hasMicros ? digits(text, afterSeconds + 1, 6) : 0);
  }

  private static boolean hasShape(byte[] text, int at, byte[] shape) {
    for (int i = 0; i < shape.length; i++) {
      byte b = text[at + i];
      if (shape[i] == '0' ? b < '0' || b > '9' : b != shape[i]) {
        return false;
      }
    }
    return true;
  }

  private static int digits(byte[] text, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  /** Howard Hinnant's days_from_civil: https://howardhinnant.github.io/date_algorithms.html. */
  private static long daysSince1970(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400; // years 1 to 9999 only: no floor needed
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
