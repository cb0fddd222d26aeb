package archon.bus.event;

/**
 * Bounds against hostile input, checked when an event is published.
 *
 * @param maxEventBytes largest encoded event (the seven members as one compact JSON object in
 *     UTF-8), in bytes
 * @param maxDepth deepest nesting of objects and arrays in payload or metadata; {@code {}} has
 *     depth 1
 */
public record EventLimits(int maxEventBytes, int maxDepth) {
  /** What {@code reference.conf} states: 1 MiB and 100 levels. */
  public static final EventLimits DEFAULT = new EventLimits(1024 * 1024, 100);

  private static final int MIN_EVENT_BYTES = 1024;
  private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

  /**
   * @throws IllegalArgumentException if a bound is outside what {@code reference.conf} allows
   */
  public EventLimits {
    if (maxEventBytes < MIN_EVENT_BYTES || maxEventBytes > MAX_EVENT_BYTES) {
      throw new IllegalArgumentException(
          "archon.bus.limits.max-event-bytes: expected 1 KiB to 64 MiB but found %d bytes"
              .formatted(maxEventBytes));
    }
    if (maxDepth < 1 || maxDepth > Json.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "archon.bus.limits.max-depth: expected 1 to %d levels but found %d"
              .formatted(Json.MAX_DEPTH, maxDepth));
    }
  }
}
