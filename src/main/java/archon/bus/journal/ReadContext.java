package archon.bus.journal;

import java.nio.file.Path;

/** What all that reads one directory shares. */
record ReadContext(
    Disk disk, Path directory, JournalSettings settings, LogEnds ends, Warnings warnings) {
  int maxLineBytes() {
    return settings.maxLineBytes();
  }

  /**
   * Whether one sync may serve several groups of a log, so that a power cut may take several. A
   * topic's actor has one fact on its way and waits for its sync, which keeps what recovery may cut
   * to one group; other actors write several events at once, and other policies wait for no sync.
   */
  boolean groupsShareSync(LogId log) {
    return log.kind() == LogId.Kind.ENTITY || settings.of(log).sync() != SyncPolicy.BATCH;
  }
}
