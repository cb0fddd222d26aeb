package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Event times as text: ISO 8601 in UTC with microseconds, {@code 2026-04-16T12:00:00.123456+00:00};
 * no fraction when it is zero.
 */
public final class Timestamps {
  /** What {@link #parse} takes, for error messages. */
  public static final String ACCEPTED =
      "ISO 8601 such as 2026-04-16T12:00:00Z, 2026-04-16T14:00:00.123456+02:00 or 2026-04-16 (UTC where no offset stands)";

  private static final int MAX_LENGTH = "2026-04-16T12:00:00.123456+00:00".length();
  private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Timestamps() {}

  /**
   * {@code time} cut to the microsecond. Throws {@link EventRefused} outside the years 1 to 9999,
   * which four digits can tell.
   */
  static Instant toMicros(Instant time) {
    Instant cut = time.truncatedTo(ChronoUnit.MICROS);
    if (cut.isBefore(MIN) || cut.isAfter(MAX)) {
      throw new EventRefused("timestamp %s: expected a year from 1 to 9999".formatted(time));
    }
    return cut;
  }

  /** Microseconds since 1970-01-01T00:00Z. */
  public static long epochMicros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  /**
   * The first microsecond not before {@code time}: an event, which has no finer time, is before
   * {@code time} exactly if it is before that.
   */
  public static long ceilingMicros(Instant time) {
    long wholeMicros = TimeUnit.SECONDS.toMicros(time.getEpochSecond()); // saturates
    int micros = (time.getNano() + 999) / 1_000;
    return wholeMicros > Long.MAX_VALUE - micros ? Long.MAX_VALUE : wholeMicros + micros;
  }

  /** The inverse of {@link #epochMicros}. */
  public static Instant ofEpochMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /** The form events are written in. */
  public static String format(Instant time) {
    Utf8Writer text = new Utf8Writer(MAX_LENGTH);
    write(time, text);
    return new String(text.toByteArray(), StandardCharsets.US_ASCII);
  }

  static void write(Instant time, Utf8Writer to) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    to.digits(utc.getYear(), 4).raw((byte) '-').digits(utc.getMonthValue(), 2).raw((byte) '-');
    to.digits(utc.getDayOfMonth(), 2).raw((byte) 'T').digits(utc.getHour(), 2).raw((byte) ':');
    to.digits(utc.getMinute(), 2).raw((byte) ':').digits(utc.getSecond(), 2);
    int micros = utc.getNano() / 1_000;
    if (micros != 0) {
      to.raw((byte) '.').digits(micros, 6);
    }
    to.ascii("+00:00");
  }

  private static int pow10(int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }

  /**
   * Reads {@code YYYY-MM-DD[(T| )hh[:mm[:ss[(.|,)digits]]]][Z|±hh[:mm[:ss]]]}, also without the
   * hyphens and colons; without an offset it is UTC. Fractions are cut to the microsecond.
   *
   * @throws EventFormatException naming what is accepted
   */
  public static Instant parse(String text) {
    try {
      return new Parser(text).parse();
    } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
      String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
      throw new EventFormatException("timestamp \"%s\": expected %s".formatted(shown, ACCEPTED), e);
    }
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Instant parse() {
      int year = number(4);
      boolean hyphens = skip('-');
      int month = number(2);
      if (hyphens) {
        expect('-');
      }
      LocalDate day = LocalDate.of(year, month, number(2));
      LocalTime time = LocalTime.MIDNIGHT;
      if (skip('T') || skip('t') || skip(' ')) {
        time = time();
      }
      int offsetSeconds = offset();
      if (at != text.length()) {
        throw new NumberFormatException();
      }
      return day.atTime(time).toInstant(ZoneOffset.UTC).minusSeconds(offsetSeconds);
    }

    private LocalTime time() {
      int hour = number(2);
      boolean colons = skip(':');
      if (!colons && !atDigit()) {
        return LocalTime.of(hour, 0);
      }
      int minute = number(2);
      boolean seconds = colons ? skip(':') : atDigit();
      int second = seconds ? number(2) : 0;
      int micros = seconds && (skip('.') || skip(',')) ? fraction() : 0;
      return LocalTime.of(hour, minute, second, micros * 1_000);
    }

    private int offset() {
      if (at == text.length() || skip('Z') || skip('z')) {
        return 0;
      }
      int sign = skip('-') ? -1 : 1;
      if (sign == 1) {
        expect('+');
      }
      int seconds = number(2) * 3600;
      if (at < text.length()) {
        skip(':');
        seconds += number(2) * 60;
        seconds += skip(':') ? number(2) : 0;
      }
      if (seconds >= 24 * 3600) {
        throw new NumberFormatException();
      }
      return sign * seconds;
    }

    /** Microseconds; digits beyond the sixth are read and dropped. */
    private int fraction() {
      int micros = number(1);
      int digits = 1;
      for (; atDigit(); at++, digits++) {
        micros = digits < 6 ? micros * 10 + (text.charAt(at) - '0') : micros;
      }
      return micros * pow10(Math.max(0, 6 - digits));
    }

    private int number(int width) {
      int value = 0;
      for (int i = 0; i < width; i++) {
        char c = text.charAt(at++);
        if (!isDigit(c)) {
          throw new NumberFormatException();
        }
        value = value * 10 + (c - '0');
      }
      return value;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private boolean atDigit() {
      return at < text.length() && isDigit(text.charAt(at));
    }

    private boolean skip(char expected) {
      boolean found = at < text.length() && text.charAt(at) == expected;
      at += found ? 1 : 0;
      return found;
    }

    private void expect(char expected) {
      if (!skip(expected)) {
        throw new NumberFormatException();
      }
    }
  }
}
