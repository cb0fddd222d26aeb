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
}
