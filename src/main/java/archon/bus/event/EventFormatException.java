package archon.bus.event;

import org.jspecify.annotations.Nullable;

/** Text that was to be read as JSON, as an event or as a timestamp is none. */
public final class EventFormatException extends BusException {
  private static final long serialVersionUID = 1L;

  public EventFormatException(String message) {
    this(message, null);
  }

  public EventFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
