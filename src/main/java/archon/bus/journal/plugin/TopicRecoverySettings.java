package archon.bus.journal.plugin;

import com.typesafe.config.Config;

/**
 * How topics recover.
 *
 * @param maxReplayedEvents events replayed on top of a snapshot before a newer one is made, at
 *     least 0
 * @param idempotenceHorizon digests a snapshot holds, at least 0
 */
public record TopicRecoverySettings(long maxReplayedEvents, int idempotenceHorizon) {
  public TopicRecoverySettings {
    require(maxReplayedEvents, "journal.max-replayed-events");
    require(idempotenceHorizon, "topic.idempotence-horizon");
  }

  /** Reads what it needs of the section {@code archon.bus}. */
  public static TopicRecoverySettings from(Config section) {
    return new TopicRecoverySettings(
        section.getLong("journal.max-replayed-events"),
        section.getInt("topic.idempotence-horizon"));
  }

  private static void require(long value, String key) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "archon.bus.%s: expected 0 or more but found %d".formatted(key, value));
    }
  }
}
