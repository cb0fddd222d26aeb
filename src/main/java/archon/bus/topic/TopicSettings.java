package archon.bus.topic;

import com.typesafe.config.Config;
import java.time.Duration;

/** Section {@code archon.bus.topic}; each key is described in {@code reference.conf}. */
public record TopicSettings(
    int maxPendingEvents,
    long maxPendingBytes,
    int maxBatchEvents,
    long maxBatchBytes,
    int idempotenceHorizon,
    int snapshotEveryEvents,
    Duration passivateAfter,
    Duration restartBackoffMin,
    Duration restartBackoffMax) {
  public static TopicSettings from(Config section) {
    return new TopicSettings(
        section.getInt("max-pending-events"),
        section.getBytes("max-pending-bytes"),
        section.getInt("max-batch-events"),
        section.getBytes("max-batch-bytes"),
        section.getInt("idempotence-horizon"),
        section.getInt("snapshot-every-events"),
        section.getDuration("passivate-after"),
        section.getDuration("restart-backoff-min"),
        section.getDuration("restart-backoff-max"));
  }
}
