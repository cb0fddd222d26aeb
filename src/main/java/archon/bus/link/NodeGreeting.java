package archon.bus.link;

/**
 * What a node says to a guest it lets in.
 *
 * @param version of the bus it runs, which may be another than the guest's
 * @param maxFrameBytes longest frame either end takes, see {@link FrameWriter#maxFrameBytes}
 */
public record NodeGreeting(String version, int maxFrameBytes) {}
