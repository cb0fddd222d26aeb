package archon.bus.journal;

import archon.bus.event.TopicPattern;
import com.typesafe.config.Config;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Section {@code archon.bus.journal}; each key is described in {@code reference.conf}.
 *
 * @param logs how logs are kept that no rule of {@code topics} names
 * @param topics how certain topics are kept; the first rule that matches holds
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
    int ioThreads,
    int maxOpenFiles,
    int maxLineBytes,
    String fileMode,
    String directoryMode) {
  /** What {@code reference.conf} states. */
  public static final JournalSettings DEFAULT =
      new JournalSettings(
          LogSettings.DEFAULT, List.of(), 4, 512, 64 * 1024 * 1024, "rw-------", "rwx------");

  private static final String SECTION = "archon.bus.journal.";

  /** How the topics are kept that a pattern selects. */
  public record TopicRule(TopicPattern topics, LogSettings settings) {}

  public JournalSettings {
    topics = List.copyOf(topics);
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

  /** Reads the section {@code archon.bus.journal}. */
  public static JournalSettings from(Config section) {
    long maxLineBytes = section.getBytes("max-line-bytes");
    require(maxLineBytes <= Integer.MAX_VALUE, "max-line-bytes", "1KiB to 1GiB", maxLineBytes);
    return new JournalSettings(
        new LogSettings(
            syncPolicy(section.getString("sync")),
            LogSettings.DEFAULT.syncInterval(),
            LogSettings.DEFAULT.segmentBytes(),
            LogSettings.DEFAULT.segmentAge(),
            Retention.NONE),
        List.of(),
        section.getInt("io-threads"),
        DEFAULT.maxOpenFiles(),
        (int) maxLineBytes,
        section.getString("file-mode"),
        section.getString("directory-mode"));
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

  private static SyncPolicy syncPolicy(String text) {
    for (SyncPolicy policy : SyncPolicy.values()) {
      if (policy.name().toLowerCase(Locale.ROOT).equals(text)) {
        return policy;
      }
    }
    require(false, "sync", "batch or os", text);
    return SyncPolicy.BATCH;
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
