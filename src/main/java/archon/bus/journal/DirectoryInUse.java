package archon.bus.journal;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Another process holds the events directory. A retry helps once that process has ended or closed
 * it.
 */
public final class DirectoryInUse extends JournalException {
  private static final long serialVersionUID = 1L;

  private final transient Path directory;
  private final long pid;
  private final @Nullable Instant since;

  DirectoryInUse(Path directory, long pid, @Nullable Instant since) {
    super(
        "events directory %s: expected it free but %s holds it%s; stop that process or read without publishing"
            .formatted(
                directory,
                pid == 0 ? "another process" : "process " + pid,
                since == null ? "" : " since " + since),
        null);
    this.directory = directory;
    this.pid = pid;
    this.since = since;
  }

  public Path directory() {
    return directory;
  }

  /** The holder's process id, 0 if it could not be told. */
  public long pid() {
    return pid;
  }

  /** Since when it holds the directory, null if that could not be told. */
  public @Nullable Instant since() {
    return since;
  }
}
