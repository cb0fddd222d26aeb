package archon.bus.event;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Event ids: UUIDs, in every spelling the predecessor reads (Python's {@code uuid.UUID}), kept as
 * they were written.
 */
final class EventId {
  /** Length of {@code 93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a}. */
  private static final int CANONICAL_LENGTH = 36;

  /** The value of each character that is a hex digit, -1 for others. */
  private static final byte[] HEX_DIGITS = hexDigits();

  private static final ThreadLocal<Generator> GENERATOR = ThreadLocal.withInitial(Generator::new);

  private EventId() {}

  /** A new random id: a UUID of version 4. Unique, but no secret: do not use it as one. */
  static String random() {
    return GENERATOR.get().next().toString();
  }

  /**
   * Two generators of a thread's own, each with a random seed and stride: {@link UUID#randomUUID}
   * shares one between all threads and takes as long as encoding a small event.
   */
  private static final class Generator {
    private static final long VERSION = 0x4000L;
    private static final long VARIANT = 0x8000000000000000L;

    private final SplittableRandom high;
    private final SplittableRandom low;

    Generator() {
      SecureRandom seeds = new SecureRandom();
      this.high = new SplittableRandom(seeds.nextLong()).split();
      this.low = new SplittableRandom(seeds.nextLong()).split();
    }

    UUID next() {
      return new UUID((high.nextLong() & ~0xF000L) | VERSION, (low.nextLong() >>> 2) | VARIANT);
    }
  }

  /**
   * @throws EventRefused if {@code id} is not a UUID
   */
  static void requireValid(String id) {
    bits(id);
  }

  /**
   * The 128 bits of an id, upper half first.
   *
   * @throws EventRefused if it is not a UUID
   */
  static long[] bits(String id) {
    long[] canonical = bitsOfCanonical(id);
    return canonical == null ? bitsOfAnySpelling(id) : canonical;
  }

  /**
   * The spelling nearly all ids have, read without a branch for each digit; null if it is another.
   */
  private static long @Nullable [] bitsOfCanonical(String id) {
    if (id.length() != CANONICAL_LENGTH || !hasDashes(id)) {
      return null;
    }
    long first = hex(id, 0, 8);
    long second = hex(id, 9, 13);
    long third = hex(id, 14, 18);
    long fourth = hex(id, 19, 23);
    long fifth = hex(id, 24, 36);
    return (first | second | third | fourth | fifth) < 0
        ? null
        : new long[] {first << 32 | second << 16 | third, fourth << 48 | fifth};
  }

  private static boolean hasDashes(String id) {
    return id.charAt(8) == '-'
        && id.charAt(13) == '-'
        && id.charAt(18) == '-'
        && id.charAt(23) == '-';
  }

  /** At most 15 hex digits as a number, negative if one is none. */
  private static long hex(String id, int from, int to) {
    long value = 0;
    int all = 0;
    for (int i = from; i < to; i++) {
      int digit = hexDigit(id.charAt(i));
      all |= digit;
      value = value << 4 | digit;
    }
    return all < 0 ? -1 : value;
  }

  private static int hexDigit(char c) {
    return c < HEX_DIGITS.length ? HEX_DIGITS[c] : -1;
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte['f' + 1];
    for (char c = 0; c < digits.length; c++) {
      digits[c] = (byte) Character.digit(c, 16);
    }
    return digits;
  }

  private static long[] bitsOfAnySpelling(String id) {
    String hex = id.replace("urn:", "").replace("uuid:", "");
    int from = 0;
    int to = hex.length();
    while (from < to && isBrace(hex.charAt(from))) {
      from++;
    }
    while (to > from && isBrace(hex.charAt(to - 1))) {
      to--;
    }
    long[] halves = new long[2];
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = hex.charAt(i);
      if (c == '-') {
        continue;
      }
      int digit = hexDigit(c);
      if (digit < 0 || digits == 32) {
        throw refused(id);
      }
      int half = digits++ / 16;
      halves[half] = (halves[half] << 4) | digit;
    }
    if (digits != 32) {
      throw refused(id);
    }
    return halves;
  }

  private static boolean isBrace(char c) {
    return c == '{' || c == '}';
  }

  private static EventRefused refused(String id) {
    return new EventRefused(
        "event id \"%s\": expected a UUID such as 93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a"
            .formatted(id.length() <= 80 ? id : id.substring(0, 80) + "…"));
  }
}
