package archon.bus.link;

/** Takes in the guests of a node. */
public interface Reception {
  /**
   * Asked for each guest that showed the token, on the thread that will read its connection, after
   * an older connection of the same guest has ended. May block; the guest is greeted after it. To
   * the attendance it returns, {@link NodeFrames#ended} is told in any case.
   *
   * @throws LinkRefused to let it not in; the message is told to it
   */
  Attendance receive(Introduction guest, Connection connection) throws LinkRefused;
}
