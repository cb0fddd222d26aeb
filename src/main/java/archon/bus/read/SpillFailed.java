package archon.bus.read;

import archon.bus.event.BusException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A history query had to sort through temporary files and could not. Nothing stored is affected;
 * the query may be repeated.
 */
public final class SpillFailed extends BusException {
  private static final long serialVersionUID = 1L;

  SpillFailed(Path directory, IOException cause) {
    super(
        "temporary file of a history query in %s: %s; make room there, name another directory (archon.bus.history.spill-directory) or allow more memory (archon.bus.history.max-buffer-bytes)"
            .formatted(directory, cause),
        cause);
  }
}
