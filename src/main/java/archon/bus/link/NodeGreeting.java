package archon.bus.link;

import java.util.UUID;

/**
 * What a node says to a guest it lets in.
 *
 * @param node its id, another one at each start
 * @param version of the bus it runs, which may be another than the guest's
 * @param maxFrameBytes longest frame either end takes, see {@link FrameWriter#maxFrameBytes}
 * @param limitsJson the limits it applies, as JSON
 */
public record NodeGreeting(UUID node, String version, int maxFrameBytes, String limitsJson) {}
