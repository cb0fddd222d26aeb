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

  private static final long LEAST_SEGMENT_BYTES = 4096;
  private static final long MOST_SEGMENT_BYTES = 1L << 40;
  private static final Duration LONGEST_SEGMENT_AGE = Duration.ofDays(3650);

  /** Reads them from the section {@code archon.bus.journal}, or from one for some topics. */
  static LogSettings from(CheckedSection section) {
    return new LogSettings(
        section.choice("sync", SyncPolicy.class),
        section.duration("sync-interval", Duration.ofMillis(1), Duration.ofHours(1)),
        section.bytes("segment-bytes", LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES, "4KiB to 1TiB"),
        section.durationOrZero("segment-age", Duration.ofSeconds(1), LONGEST_SEGMENT_AGE),
        Retention.from(section.inner("retention")));
  }

  /** Whether something becomes due by the time alone. */
  boolean needsUpkeep() {
    return retention.isLimited() || !segmentAge.isZero();
  }
}
