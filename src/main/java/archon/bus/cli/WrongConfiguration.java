package archon.bus.cli;

import archon.bus.event.BusException;

/** A setting that a command needs cannot be used; the message names it. */
final class WrongConfiguration extends BusException {
  private static final long serialVersionUID = 1L;

  WrongConfiguration(RuntimeException cause) {
    super("configuration: " + cause.getMessage(), cause);
  }
}
