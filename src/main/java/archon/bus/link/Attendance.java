package archon.bus.link;

/**
 * How a guest is attended to.
 *
 * @param frames told what the guest sends
 * @param outgoing asked for what to send to it
 */
public record Attendance(NodeFrames frames, Outgoing outgoing) {}
