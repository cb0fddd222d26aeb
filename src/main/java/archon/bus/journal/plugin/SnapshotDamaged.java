package archon.bus.journal.plugin;

import archon.bus.event.BusException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's file is not what was saved, and nothing else can take its place. Reading it again
 * gives the same answer.
 */
public final class SnapshotDamaged extends BusException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  SnapshotDamaged(Path file, String difference, @Nullable Throwable cause) {
    super("snapshot %s: %s".formatted(file, difference), cause);
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
