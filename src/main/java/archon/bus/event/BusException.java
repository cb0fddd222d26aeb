package archon.bus.event;

import org.jspecify.annotations.Nullable;

/**
 * Root of every failure the bus reports on purpose. Each subclass says whether a retry is safe and
 * useful; its message names the thing, the place, what was expected and what to do.
 */
public abstract class BusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected BusException(String message) {
    this(message, null);
  }

  protected BusException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
