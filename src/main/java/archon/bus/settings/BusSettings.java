package archon.bus.settings;

import archon.bus.event.EventLimits;
import archon.bus.guest.NodeSettings;
import archon.bus.http.HttpSettings;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.plugin.TopicRecoverySettings;
import archon.bus.read.HistorySettings;
import archon.bus.read.ReplaySettings;
import archon.bus.subscription.SubscriptionSettings;
import archon.bus.topic.TopicSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/** All settings below {@code archon.bus}; each key is described in {@code reference.conf}. */
public record BusSettings(
    Duration lockWait,
    NodeSettings node,
    EventLimits limits,
    JournalSettings journal,
    TopicSettings topic,
    SubscriptionSettings subscription,
    HistorySettings history,
    ReplaySettings replay,
    HttpSettings http,
    TopicRecoverySettings recovery) {
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /** More than the journal's own members take in the line of an event. */
  private static final int JOURNAL_MEMBERS_BYTES = 1024;

  public BusSettings {
    if (lockWait.isNegative() || lockWait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException(
          "archon.bus.lock-wait: expected 0 s to 1 day but found " + lockWait);
    }
    if (limits.maxEventBytes() > journal.maxLineBytes() - JOURNAL_MEMBERS_BYTES) {
      throw new IllegalArgumentException(
          "archon.bus.limits.max-event-bytes: expected at least %d bytes less than archon.bus.journal.max-line-bytes, %d, but found %d"
              .formatted(JOURNAL_MEMBERS_BYTES, journal.maxLineBytes(), limits.maxEventBytes()));
    }
  }

  /**
   * Reads and checks them.
   *
   * @param config a whole resolved configuration, {@code reference.conf} included
   * @throws ConfigProblem naming the key, where it stands, what was expected and found
   */
  public static BusSettings from(Config config) {
    KnownKeys.check(config);
    try {
      Config bus = config.getConfig("archon.bus");
      return new BusSettings(
          bus.getDuration("lock-wait"),
          SettingsSection.read(bus, "node", NodeSettings::from),
          SettingsSection.read(bus, "limits", LimitKeys::read),
          SettingsSection.read(bus, "journal", JournalSettings::from),
          SettingsSection.read(bus, "topic", TopicSettings::from),
          SettingsSection.read(bus, "subscription", SubscriptionSettings::from),
          SettingsSection.read(bus, "history", HistorySettings::from),
          SettingsSection.read(bus, "replay", ReplaySettings::from),
          SettingsSection.read(bus, "http", HttpSettings::from),
          TopicRecoverySettings.from(bus));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new ConfigProblem("configuration: " + e.getMessage(), e);
    }
  }
}
