package archon.bus.topic;

import archon.bus.event.BusException;

/**
 * An actor system has settings under which the bus cannot keep its promises; the message gives the
 * lines to add.
 */
public final class UnsafeActorSystem extends BusException {
  private static final long serialVersionUID = 1L;

  UnsafeActorSystem(String message) {
    super(message);
  }
}
