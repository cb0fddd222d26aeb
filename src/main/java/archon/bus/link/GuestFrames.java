package archon.bus.link;

/**
 * What the node tells a guest, frame by frame in the order it was sent, by the one thread that
 * reads the connection. Must not block: nothing else is heard meanwhile.
 */
public interface GuestFrames {
  /** A run of publishes stored: numbers and seqs rise together. */
  void stored(long firstNumber, int count, long firstSeq, byte durability);

  void duplicate(long number, long seq);

  /**
   * A publish of several events is stored.
   *
   * @param seqs one for each event, negative if that was stored before
   */
  void storedGroup(long number, byte durability, long[] seqs);

  void failed(long number, Failure failure);

  /** Events of a topic were stored, at least these; they are in the files. */
  void hint(String topic, long firstSeq, long lastSeq);

  /** The patterns last asked to watch are watched from now on. */
  void watched();

  void answer(long number, String json);

  /**
   * The node stops: it hears nothing any more, still answers what it had heard, then ends the
   * connection.
   */
  void goodbye();
}
