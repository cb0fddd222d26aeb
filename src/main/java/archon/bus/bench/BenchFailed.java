package archon.bus.bench;

import archon.bus.event.BusException;
import org.jspecify.annotations.Nullable;

/**
 * A run did not end as it should, or what it left is not what was acknowledged or delivered: there
 * is no figure.
 */
public final class BenchFailed extends BusException {
  private static final long serialVersionUID = 1L;

  BenchFailed(String message) {
    super(message);
  }

  BenchFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
