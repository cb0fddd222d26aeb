package archon.bus.cli;

import archon.bus.event.BusException;
import java.io.IOException;
import java.util.Locale;

/** Standard output cannot be written to. */
final class OutputFailed extends BusException {
  private static final long serialVersionUID = 1L;

  OutputFailed(IOException cause) {
    super("standard output: writing failed: " + cause.getMessage(), cause);
  }

  /** Whether the reader of the pipe, such as {@code head}, has gone: no failure of ours. */
  boolean isBrokenPipe() {
    String reason = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
    return reason.contains("broken pipe") || reason.contains("stream closed");
  }
}
