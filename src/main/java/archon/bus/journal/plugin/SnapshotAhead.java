package archon.bus.journal.plugin;

import archon.bus.event.BusException;
import archon.bus.journal.LogBounds;
import java.nio.file.Path;

/**
 * A topic's snapshot was made of events that its log does not show, so the log has lost lines and
 * what it stated of them: its next number would be one that was given before. The topic takes no
 * events; what is left of it stays readable. A retry is useless until the files are put back or the
 * log is repaired.
 */
public final class SnapshotAhead extends BusException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  /**
   * @param known what the snapshot knows, for people
   */
  SnapshotAhead(String topic, Path file, String known, LogBounds log) {
    super(
        "topic \"%s\": expected its files to hold what the snapshot %s was made of (%s) but they end at fact %d, seq %d; put the missing files back from a backup or repair it (archon-bus repair --topic '%s')"
            .formatted(topic, file, known, log.highestFact(), log.highestSeq(), topic));
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
