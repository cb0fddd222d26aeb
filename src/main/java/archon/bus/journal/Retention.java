package archon.bus.journal;

import java.time.Duration;

/**
 * How much of a topic is kept. What exceeds any bound expires from the oldest event on: readers
 * stop seeing it at once, its disk space is freed by whole segments.
 *
 * @param maxAge events whose timestamp, and those of all events before them, are older expire; zero
 *     keeps all
 * @param maxBytes of lines, to within a block of some 64 KiB; 0 keeps all
 * @param maxEvents exactly so many of the newest are kept; 0 keeps all
 */
public record Retention(Duration maxAge, long maxBytes, long maxEvents) {
  /** Keeps everything. */
  public static final Retention NONE = new Retention(Duration.ZERO, 0, 0);

  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Reads the section {@code retention}. */
  static Retention from(CheckedSection section) {
    return new Retention(
        section.durationOrZero("max-age", Duration.ofSeconds(1), LONGEST),
        section.bytes("max-bytes", 0, Long.MAX_VALUE, "0 or more bytes"),
        section.number("max-events", 0, Long.MAX_VALUE));
  }

  /** Whether anything expires. */
  public boolean isLimited() {
    return !maxAge.isZero() || maxBytes != 0 || maxEvents != 0;
  }
}
