package archon.bus.subscription;

import java.util.List;
import java.util.Map;

/**
 * A subscription that is known by name.
 *
 * @param name its name
 * @param patterns the topics and patterns it selects, sorted
 * @param positions for each topic the seq it goes on with after a restart, as last stored: up to
 *     the bounds of {@code archon.bus.subscription.position-*} behind what a live holder has
 *     handled
 * @param isHeld whether somebody holds it now, in any process
 */
public record NamedSubscription(
    String name, List<String> patterns, Map<String, Long> positions, boolean isHeld) {}
