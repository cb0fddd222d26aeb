package archon.bus.cli;

import archon.bus.event.BusException;
import org.jspecify.annotations.Nullable;

/** A command cannot do its work, for a reason only the command line knows. */
final class CliFailure extends BusException {
  private static final long serialVersionUID = 1L;

  CliFailure(String message) {
    super(message);
  }

  CliFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
