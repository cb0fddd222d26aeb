package archon.bus.link;

/**
 * What is to be sent on a connection. Only the connection's writer thread asks, from its start
 * until {@link NodeFrames#ended} is told or {@link LinkClient#readAll} returns.
 */
@FunctionalInterface
public interface Outgoing {
  /**
   * Puts frames while {@linkplain FrameWriter#hasRoom there is room}. Whoever adds something later
   * calls {@code wake} after it is added under a lock or by a volatile write, and this method looks
   * by the same means: then it is asked again.
   *
   * @return whether more waits already
   */
  boolean fill(FrameWriter out);
}
