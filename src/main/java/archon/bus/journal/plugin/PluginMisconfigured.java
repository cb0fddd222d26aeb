package archon.bus.journal.plugin;

import archon.bus.event.BusException;

/**
 * The plugin cannot work as it is configured; the message names the key. A retry is useless before
 * that was changed.
 */
public final class PluginMisconfigured extends BusException {
  private static final long serialVersionUID = 1L;

  PluginMisconfigured(String message) {
    super(message);
  }
}
