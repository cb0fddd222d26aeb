package archon.bus.guest;

import archon.bus.event.BusException;

/**
 * The node could not do what it was asked, in a way that has no type of its own here; the message
 * says why.
 */
public final class RemoteFailure extends BusException {
  private static final long serialVersionUID = 1L;

  public RemoteFailure(String message) {
    super(message);
  }

  /** What was asked, or the answer, is longer than a frame of the node may be. */
  static RemoteFailure tooLong() {
    return new RemoteFailure(
        "call of the process that holds the events directory: expected a question and an answer within its limits (archon.bus.limits.max-event-bytes and archon.bus.topic.max-batch-bytes) but one is longer; give all processes of a directory the same limits, or ask for less at a time");
  }
}
