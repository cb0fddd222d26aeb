package archon.bus.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The journal's own members at the end of a line:
 *
 * <pre>{@code
 * {"id":…,"metadata":{}  ,"seq":42  ,"fact":7  ,"more":true  ,"since":40    ,"crc":"9ae0daaf"}
 *        head             always    if it is   on all lines   if lines        CRC-32C of all bytes
 *                                   not seq    but the last   before may not  before the comma
 *                                              of a group     be synced yet
 * }</pre>
 */
final class LineCodec {
  private static final byte[] SEQ = ascii(",\"seq\":");
  private static final byte[] FACT = ascii(",\"fact\":");
  private static final byte[] MORE = ascii(",\"more\":true");
  private static final byte[] SINCE = ascii(",\"since\":");
  private static final byte[] CRC = ascii(",\"crc\":\"");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final int MAX_DIGITS = 19;

  /** Length of {@code ,"crc":"9ae0daaf"}}. */
  static final int CRC_BYTES = CRC.length + 8 + 2;

  /** Most bytes that {@link #encode} adds to a head, the line end included. */
  static final int MAX_TRAILER_BYTES =
      SEQ.length
          + MAX_DIGITS
          + FACT.length
          + MAX_DIGITS
          + MORE.length
          + SINCE.length
          + MAX_DIGITS
          + CRC_BYTES
          + 1;

  private LineCodec() {}

  /** Writes a line and its line end into {@code out} at {@code at}; returns where it ends. */
  static int encode(byte[] head, LineSpan span, byte[] out, int at) {
    System.arraycopy(head, 0, out, at, head.length);
    int end = at + head.length;
    end = number(out, put(out, end, SEQ), span.seq());
    if (span.fact() != span.seq()) {
      end = number(out, put(out, end, FACT), span.fact());
    }
    if (span.more()) {
      end = put(out, end, MORE);
    }
    if (span.since() > 0) {
      end = number(out, put(out, end, SINCE), span.since());
    }
    end = seal(out, at, end);
    out[end++] = '\n';
    return end;
  }

  /**
   * Adds the checksum and the closing brace to an object that lacks its brace; returns where it
   * ends.
   */
  static int seal(byte[] out, int from, int to) {
    int crc = crc(out, from, to);
    int end = put(out, to, CRC);
    for (int shift = 28; shift >= 0; shift -= 4) {
      out[end++] = HEX[(crc >>> shift) & 0xf];
    }
    out[end++] = '"';
    out[end++] = '}';
    return end;
  }

  /** Whether a line ends as {@link #seal} ends it, whatever the checksum. */
  static boolean isSealed(byte[] line, int from, int to) {
    int crc = to - CRC_BYTES;
    if (crc <= from || !matches(line, crc, CRC) || line[to - 2] != '"' || line[to - 1] != '}') {
      return false;
    }
    for (int i = crc + CRC.length; i < to - 2; i++) {
      if (hexDigit(line[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The checksum a sealed line should hold. */
  static int computedCrc(byte[] line, int from, int to) {
    return crc(line, from, to - CRC_BYTES);
  }

  /** The checksum a sealed line holds. */
  static int storedCrc(byte[] line, int to) {
    int crc = 0;
    for (int i = to - 2 - 8; i < to - 2; i++) {
      crc = crc << 4 | hexDigit(line[i]);
    }
    return crc;
  }

  /**
   * Reads the members of a sealed line from its end, without looking at the checksum or at what
   * stands before them; gives {@link Trailer#NONE} if they do not stand as {@link #encode} writes
   * them.
   */
  static Trailer trailer(byte[] line, int from, int to) {
    int end = to - CRC_BYTES;
    int sinceDigits = digitsBefore(line, from, end);
    long since = 0;
    if (sinceDigits - SINCE.length >= from && matches(line, sinceDigits - SINCE.length, SINCE)) {
      since = Math.max(0, parse(line, sinceDigits, end));
      end = sinceDigits - SINCE.length;
    }
    boolean more = end - MORE.length > from && matches(line, end - MORE.length, MORE);
    if (more) {
      end -= MORE.length;
    }
    int digits = digitsBefore(line, from, end);
    long last = parse(line, digits, end);
    if (last > 0 && digits - SEQ.length >= from && matches(line, digits - SEQ.length, SEQ)) {
      return new Trailer(last, last, more, since, digits - SEQ.length - from);
    }
    if (last <= 0 || digits - FACT.length < from || !matches(line, digits - FACT.length, FACT)) {
      return Trailer.NONE;
    }
    int factStart = digits - FACT.length;
    int seqDigits = digitsBefore(line, from, factStart);
    long seq = parse(line, seqDigits, factStart);
    if (seq > 0 && seqDigits - SEQ.length >= from && matches(line, seqDigits - SEQ.length, SEQ)) {
      return new Trailer(seq, last, more, since, seqDigits - SEQ.length - from);
    }
    return Trailer.NONE;
  }

  /**
   * Whether a line that is not JSON shows traces of the journal's members, so that no predecessor
   * wrote it.
   */
  static boolean hasTraces(byte[] line, int from, int to) {
    return indexOf(line, from, to, CRC) >= 0 || indexOf(line, from, to, SEQ) >= 0;
  }

  /**
   * What stands between head and checksum.
   *
   * @param seq 0 if the members do not stand there as this journal writes them
   */
  record Trailer(long seq, long fact, boolean more, long since, int headBytes) {
    static final Trailer NONE = new Trailer(0, 0, false, 0, 0);
  }

  static int indexOf(byte[] line, int from, int to, byte[] text) {
    for (int i = from; i <= to - text.length; i++) {
      if (line[i] == text[0] && matches(line, i, text)) {
        return i;
      }
    }
    return -1;
  }

  /** A loop: for so few bytes it takes a third of the time of {@link java.util.Arrays#equals}. */
  static boolean matches(byte[] line, int at, byte[] text) {
    if (at < 0 || at + text.length > line.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (line[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static int put(byte[] out, int at, byte[] text) {
    System.arraycopy(text, 0, out, at, text.length);
    return at + text.length;
  }

  private static int number(byte[] out, int at, long value) {
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + digits;
  }

  private static int digitsBefore(byte[] line, int from, int end) {
    int at = end;
    while (at > from && line[at - 1] >= '0' && line[at - 1] <= '9') {
      at--;
    }
    return at;
  }

  /** The number, or -1 if it is none or too long to be one of ours. */
  private static long parse(byte[] line, int from, int to) {
    if (from == to || to - from > MAX_DIGITS - 1) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (line[i] - '0');
    }
    return value;
  }

  private static int hexDigit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
