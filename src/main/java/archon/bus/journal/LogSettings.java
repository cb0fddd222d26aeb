package archon.bus.journal;

import java.time.Duration;

/**
 * How one log is kept; each key is described in {@code reference.conf}.
 *
 * @param sync when an append counts as stored
 * @param syncInterval with {@link SyncPolicy#INTERVAL}, the longest time from a write to its sync
 * @param segmentBytes size from which the active file is sealed; 4 KiB to 1 TiB
 * @param segmentAge age of its first line from which the active file is sealed; zero for never
 * @param retention what expires, never for logs that are no topics
 */
public record LogSettings(
    SyncPolicy sync,
    Duration syncInterval,
    long segmentBytes,
    Duration segmentAge,
    Retention retention) {
  /** What {@code reference.conf} states. */
  public static final LogSettings DEFAULT =
      new LogSettings(
          SyncPolicy.BATCH,
          Duration.ofMillis(100),
          64 * 1024 * 1024,
          Duration.ZERO,
          Retention.NONE);
}
