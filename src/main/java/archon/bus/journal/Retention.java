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

  /** Whether anything expires. */
  public boolean isLimited() {
    return !equals(NONE);
  }
}
