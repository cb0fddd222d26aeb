package archon.bus.settings;

import archon.bus.event.BusException;
import org.jspecify.annotations.Nullable;

/**
 * The configuration cannot be used: an unknown key, a wrong type, a value out of bounds. Names the
 * key and where it stands.
 */
public final class ConfigProblem extends BusException {
  private static final long serialVersionUID = 1L;

  public ConfigProblem(String message) {
    this(message, null);
  }

  public ConfigProblem(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
