package archon.bus.link;

import org.jspecify.annotations.Nullable;

/**
 * A refusal as it travels to the guest that asked.
 *
 * @param kind short name of what it was, by which the other end makes its exception
 * @param message for people
 * @param topic null if it concerns no single topic
 * @param id of the event, null if it concerns none
 * @param seq of the event that is in the way, 0 if none is
 */
public record Failure(
    String kind, String message, @Nullable String topic, @Nullable String id, long seq) {}
