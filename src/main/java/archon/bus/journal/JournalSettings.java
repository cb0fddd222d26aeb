package archon.bus.journal;

import archon.bus.event.EventRefused;
import archon.bus.event.TopicPattern;
import com.typesafe.config.Config;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Section {@code archon.bus.journal}; each key is described in {@code reference.conf}.
 *
 * @param logs how logs are kept that no rule of {@code topics} names
 * @param topics how certain topics are kept; the first rule that matches holds
 * @param retentionCheckInterval how often a node looks for segments that have expired altogether
 *     and frees their disk space
 * @param ioThreads threads that write, 1 to 64; a log is written by one of them at a time
 * @param maxOpenFiles files kept open for writing at most, 1 to 1,000,000; more logs than that open
 *     theirs anew for each append
 * @param maxLineBytes longest line read, from 1 KiB to 1 GiB; a longer one is passed over as
 *     malformed
 * @param fileMode permissions of new files, such as {@code rw-------}
 * @param directoryMode permissions of new directories, such as {@code rwx------}
 */
public record JournalSettings(
    LogSettings logs,
    List<TopicRule> topics,
    Duration retentionCheckInterval,
    int ioThreads,
    int maxOpenFiles,
    int maxLineBytes,
    String fileMode,
    String directoryMode) {
  /** What {@code reference.conf} states. */
  public static final JournalSettings DEFAULT =
      new JournalSettings(
          LogSettings.DEFAULT,
          List.of(),
          Duration.ofMinutes(1),
          4,
          512,
          64 * 1024 * 1024,
          "rw-------",
          "rwx------");

  private static final String SECTION = "archon.bus.journal.";

  private static final Set<String> RULE_KEYS =
      Set.of(
          "topic",
          "sync",
          "sync-interval",
          "segment-bytes",
          "segment-age",
          "retention.max-age",
          "retention.max-bytes",
          "retention.max-events");

  /** How the topics are kept that a pattern selects. */
  public record TopicRule(TopicPattern topics, LogSettings settings) {
    static TopicRule from(CheckedSection section) {
      String pattern = section.text("topic", "a topic or a pattern such as metrics.>");
      try {
        return new TopicRule(new TopicPattern(pattern), LogSettings.from(section));
      } catch (EventRefused e) {
        throw section.problem("topic", "a topic or a pattern such as metrics.>");
      }
    }
  }

  public JournalSettings {
    topics = List.copyOf(topics);
    require(
        !retentionCheckInterval.isNegative() && !retentionCheckInterval.isZero(),
        "retention.check-interval",
        "more than 0",
        retentionCheckInterval);
    require(
        maxOpenFiles >= 1 && maxOpenFiles <= 1_000_000,
        "max-open-files",
        "1 to 1000000",
        maxOpenFiles);
    require(ioThreads >= 1 && ioThreads <= 64, "io-threads", "1 to 64", ioThreads);
    require(
        maxLineBytes >= 1024 && maxLineBytes <= 1024 * 1024 * 1024,
        "max-line-bytes",
        "1KiB to 1GiB",
        maxLineBytes);
    require(isMode(fileMode), "file-mode", "nine characters such as rw-------", fileMode);
    require(
        isMode(directoryMode),
        "directory-mode",
        "nine characters such as rwx------",
        directoryMode);
  }

  /**
   * Reads the section {@code archon.bus.journal}.
   *
   * @throws IllegalArgumentException naming the key, what was expected and what was found
   */
  public static JournalSettings from(Config config) {
    CheckedSection section = CheckedSection.at("archon.bus.journal", config);
    return new JournalSettings(
        LogSettings.from(section),
        section.elements("topics").stream().map(TopicRule::from).toList(),
        section
            .inner("retention")
            .duration("check-interval", Duration.ofMillis(100), Duration.ofDays(1)),
        (int) section.number("io-threads", 1, 64),
        (int) section.number("max-open-files", 1, 1_000_000),
        (int) section.bytes("max-line-bytes", 1024, 1 << 30, "1KiB to 1GiB"),
        section.text("file-mode", "nine characters such as rw-------"),
        section.text("directory-mode", "nine characters such as rwx------"));
  }

  /** What an object of {@code archon.bus.journal.topics} may state. */
  public static Set<String> topicRuleKeys() {
    return RULE_KEYS;
  }

  /** Whether there are logs that must be looked at from time to time. */
  boolean needsUpkeep() {
    return logs.needsUpkeep() || topics.stream().anyMatch(rule -> rule.settings().needsUpkeep());
  }

  /** How a log is kept. */
  LogSettings of(LogId log) {
    if (log.kind() == LogId.Kind.TOPIC) {
      for (TopicRule rule : topics) {
        if (rule.topics().matches(log.name())) {
          return rule.settings();
        }
      }
      return logs;
    }
    return new LogSettings(
        logs.sync(), logs.syncInterval(), logs.segmentBytes(), logs.segmentAge(), Retention.NONE);
  }

  Set<PosixFilePermission> filePermissions() {
    return PosixFilePermissions.fromString(fileMode);
  }

  Set<PosixFilePermission> directoryPermissions() {
    return PosixFilePermissions.fromString(directoryMode);
  }

  private static boolean isMode(String text) {
    return text.matches("([r-][w-][x-]){3}");
  }

  private static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s%s: expected %s but found %s".formatted(SECTION, key, expected, found));
    }
  }
}
