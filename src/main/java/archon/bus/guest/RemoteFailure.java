package archon.bus.guest;

import archon.bus.event.BusException;

/** The node failed in a way this version of the bus has no name for; its message says why. */
public final class RemoteFailure extends BusException {
  private static final long serialVersionUID = 1L;

  public RemoteFailure(String message) {
    super(message);
  }
}
