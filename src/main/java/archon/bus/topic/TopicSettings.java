package archon.bus.topic;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Section {@code archon.bus.topic}; each key is described in {@code reference.conf}.
 *
 * @throws IllegalArgumentException if a value is out of its bounds, with the full key
 */
public record TopicSettings(
    int maxPendingEvents,
    long maxPendingBytes,
    int maxBatchEvents,
    long maxBatchBytes,
    int idempotenceHorizon,
    int snapshotEveryEvents,
    Duration passivateAfter,
    int maxOpen,
    Duration restartBackoffMin,
    Duration restartBackoffMax) {
  private static final long MIB = 1024 * 1024;

  public TopicSettings {
    require("max-batch-events", maxBatchEvents, 1, 100_000);
    require("max-batch-bytes", maxBatchBytes, 1024, 256 * MIB);
    require("max-pending-events", maxPendingEvents, maxBatchEvents, 10_000_000);
    require("max-pending-bytes", maxPendingBytes, maxBatchBytes, 16 * 1024 * MIB);
    require("idempotence-horizon", idempotenceHorizon, 1, 1_000_000);
    require("snapshot-every-events", snapshotEveryEvents, 1, Integer.MAX_VALUE);
    require("passivate-after", passivateAfter.toMillis(), 1, Duration.ofDays(24).toMillis());
    require("max-open", maxOpen, 1, 1_000_000);
    require("restart-backoff-min", restartBackoffMin.toMillis(), 1, Duration.ofHours(1).toMillis());
    require(
        "restart-backoff-max",
        restartBackoffMax.toMillis(),
        restartBackoffMin.toMillis(),
        Duration.ofDays(1).toMillis());
  }

  /**
   * Reads the section.
   *
   * @param section the configuration at {@code archon.bus.topic}
   */
  public static TopicSettings from(Config section) {
    return new TopicSettings(
        section.getInt("max-pending-events"),
        section.getBytes("max-pending-bytes"),
        section.getInt("max-batch-events"),
        section.getBytes("max-batch-bytes"),
        section.getInt("idempotence-horizon"),
        section.getInt("snapshot-every-events"),
        section.getDuration("passivate-after"),
        section.getInt("max-open"),
        section.getDuration("restart-backoff-min"),
        section.getDuration("restart-backoff-max"));
  }

  /**
   * How long to wait after the given number of failures in a row, from 1: the minimum, doubled each
   * time up to the maximum.
   */
  Duration backoff(int failures) {
    long millis = restartBackoffMin.toMillis() << Math.min(failures - 1, 20);
    return millis < restartBackoffMax.toMillis() ? Duration.ofMillis(millis) : restartBackoffMax;
  }

  private static void require(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "archon.bus.topic.%s: expected %d to %d%s but found %d"
              .formatted(key, min, max, unit(key), value));
    }
  }

  private static String unit(String key) {
    if (key.endsWith("bytes")) {
      return " bytes";
    }
    return key.startsWith("max") || key.endsWith("horizon") || key.endsWith("events") ? "" : " ms";
  }
}
