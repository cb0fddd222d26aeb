package archon.bus.subscription;

import java.time.Duration;

/**
 * What happens to an event whose callback threw, before the next one comes.
 *
 * @param max how many further calls it gets at most, 0 for none
 * @param backoff wait before the first of them; doubled before each further one, up to 30 s
 */
public record Retries(int max, Duration backoff) {
  static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  /** A callback that throws is logged and the next event comes. */
  public static final Retries NONE = new Retries(0, Duration.ZERO);

  public Retries {
    if (max < 0) {
      throw new SubscriptionRefused("retries: expected 0 or more but found %d".formatted(max));
    }
    if (backoff.isNegative() || backoff.compareTo(MAX_BACKOFF) > 0) {
      throw new SubscriptionRefused(
          "backoff of retries: expected 0 s to %d s but found %s"
              .formatted(MAX_BACKOFF.toSeconds(), backoff));
    }
  }
}
