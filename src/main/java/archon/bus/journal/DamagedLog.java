package archon.bus.journal;

/**
 * A log is damaged in a way that leaves its next number open, so nothing is appended; it stays
 * readable. A retry is useless.
 */
public final class DamagedLog extends JournalException {
  private static final long serialVersionUID = 1L;

  DamagedLog(String message, Throwable cause) {
    super(message, cause);
  }
}
