package archon.bus.guest;

import archon.bus.event.BusException;

/**
 * The process that holds the events directory lets this one not in; the message says why. A retry
 * is safe.
 */
public final class GuestRefused extends BusException {
  private static final long serialVersionUID = 1L;

  private final long pid;

  public GuestRefused(long pid, String reason) {
    super(
        "process %d holds the events directory and does not let this one in: %s"
            .formatted(pid, reason));
    this.pid = pid;
  }

  /** The process id of the node. */
  public long pid() {
    return pid;
  }
}
