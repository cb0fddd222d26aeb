package archon.bus.journal.plugin;

import archon.bus.event.BusException;

/**
 * The plugin has stopped with its actor system and did nothing. A retry succeeds in another actor
 * system only.
 */
public final class PluginStopped extends BusException {
  private static final long serialVersionUID = 1L;

  PluginStopped(String message) {
    super(message);
  }
}
