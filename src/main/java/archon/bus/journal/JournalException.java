package archon.bus.journal;

import archon.bus.event.BusException;
import org.jspecify.annotations.Nullable;

/** A failure of the journal; each subclass has one cause and says whether a retry is safe. */
public abstract sealed class JournalException extends BusException
    permits DamagedLine,
        DamagedLog,
        DirectoryInUse,
        DiskFull,
        JournalClosed,
        JournalIoFailure,
        LogFenced,
        StatedFactsLost,
        UnsafeFile {
  private static final long serialVersionUID = 1L;

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
