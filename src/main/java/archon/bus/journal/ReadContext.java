package archon.bus.journal;

import java.nio.file.Path;

/** What all that reads one directory shares. */
record ReadContext(
    Disk disk, Path directory, JournalSettings settings, LogEnds ends, Warnings warnings) {
  int maxLineBytes() {
    return settings.maxLineBytes();
  }

  /**
   * Whether a power cut may take several groups of a log that were not synced yet. A topic's actor
   * has one fact on its way and waits for its sync; other actors write several events at once, and
   * other policies wait for no sync.
   */
  boolean severalUnsynced(LogId log) {
    return log.kind() == LogId.Kind.ENTITY || settings.of(log).sync() != SyncPolicy.BATCH;
  }
}
