package archon.bus.subscription;

import com.typesafe.config.Config;
import java.time.Duration;

/** Section {@code archon.bus.subscription}; each key is described in {@code reference.conf}. */
public record SubscriptionSettings(
    int windowMaxEvents,
    long windowMaxBytes,
    int batchMaxEvents,
    int positionMaxUnsaved,
    Duration positionSaveInterval,
    Duration recheckInterval,
    Duration retryBackoffMin,
    Duration retryBackoffMax) {
  private static final String SECTION = "archon.bus.subscription.";
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  public SubscriptionSettings {
    requireWithin("window-max-events", windowMaxEvents, 1, 10_000_000);
    requireWithin("window-max-bytes", windowMaxBytes, 1024, 1L << 40);
    requireWithin("batch-max-events", batchMaxEvents, 1, 1_000_000);
    requireWithin("position-max-unsaved", positionMaxUnsaved, 1, 1_000_000);
    requireWithin("position-save-interval", positionSaveInterval);
    requireWithin("recheck-interval", recheckInterval);
    requireWithin("retry-backoff-min", retryBackoffMin);
    requireWithin("retry-backoff-max", retryBackoffMax);
    if (retryBackoffMax.compareTo(retryBackoffMin) < 0) {
      throw new IllegalArgumentException(
          "%sretry-backoff-max: expected at least retry-backoff-min, %s, but found %s"
              .formatted(SECTION, retryBackoffMin, retryBackoffMax));
    }
  }

  /**
   * @param section {@code archon.bus.subscription}
   * @throws IllegalArgumentException if a value is out of bounds, naming the key
   */
  public static SubscriptionSettings from(Config section) {
    return new SubscriptionSettings(
        section.getInt("window-max-events"),
        section.getBytes("window-max-bytes"),
        section.getInt("batch-max-events"),
        section.getInt("position-max-unsaved"),
        section.getDuration("position-save-interval"),
        section.getDuration("recheck-interval"),
        section.getDuration("retry-backoff-min"),
        section.getDuration("retry-backoff-max"));
  }

  Backoff retryBackoff() {
    return new Backoff(retryBackoffMin, retryBackoffMax);
  }

  private static void requireWithin(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s%s: expected %d to %d but found %d".formatted(SECTION, key, min, max, value));
    }
  }

  /** What the request asks for, else what is configured. */
  WindowLimit window(SubscriptionRequest request) {
    return request.window() != null
        ? request.window()
        : new WindowLimit(windowMaxEvents, windowMaxBytes);
  }

  private static void requireWithin(String key, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s%s: expected 1 ms to 1 day but found %s".formatted(SECTION, key, value));
    }
  }
}
