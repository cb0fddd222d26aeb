package archon.bus.journal;

import org.jspecify.annotations.Nullable;

/**
 * A log takes no more lines until it was released and opened again: a sync failed, or its file is
 * not as this journal left it. Whether the lines of a failed append are stored is known only after
 * that; a retry with the same event ids is safe then.
 */
public final class LogFenced extends JournalException {
  private static final long serialVersionUID = 1L;

  LogFenced(LogId log, String reason, @Nullable Throwable cause) {
    super(
        "%s: %s; it takes no more lines until it is opened again".formatted(log.describe(), reason),
        cause);
  }
}
