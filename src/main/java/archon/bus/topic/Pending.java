package archon.bus.topic;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;

/**
 * A publish that waits to be stored, all or none. It is told how it ended exactly once, on a thread
 * of the topic, which must not be held up.
 */
public interface Pending {
  /** Number of its events, at least one. */
  int size();

  EncodedEvent event(int index);

  /**
   * The seq under which an event was found stored by an earlier attempt to publish it; 0 if it was
   * not.
   */
  default long knownSeq(int index) {
    return 0;
  }

  /**
   * Whether something else than the topic bounds how much of its kind waits: then it is not refused
   * because the queue is full, and leaves the room in it to others.
   */
  default boolean isBoundedElsewhere() {
    return false;
  }

  /** Size of the encoded events. */
  long bytes();

  /**
   * Tells the publisher.
   *
   * @param seqs holds one number for each event from {@code from} on: its seq, negative if it is a
   *     duplicate; belongs to the caller
   */
  void complete(long[] seqs, int from, Durability durability);

  void fail(BusException failure);
}
