package archon.bus.journal;

import com.typesafe.config.Config;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * Section {@code archon.bus.journal}; each key is described in {@code reference.conf}.
 *
 * @param sync when an append counts as stored
 * @param ioThreads threads that write, 1 to 64; a log is written by one of them at a time
 * @param maxLineBytes longest line read, from 1 KiB to 1 GiB; a longer one is passed over as
 *     malformed
 * @param fileMode permissions of new files, such as {@code rw-------}
 * @param directoryMode permissions of new directories, such as {@code rwx------}
 */
public record JournalSettings(
    SyncPolicy sync, int ioThreads, int maxLineBytes, String fileMode, String directoryMode) {
  /** What {@code reference.conf} states. */
  public static final JournalSettings DEFAULT =
      new JournalSettings(SyncPolicy.BATCH, 4, 64 * 1024 * 1024, "rw-------", "rwx------");

  private static final String SECTION = "archon.bus.journal.";

  public JournalSettings {
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
        syncPolicy(section.getString("sync")),
        section.getInt("io-threads"),
        (int) maxLineBytes,
        section.getString("file-mode"),
        section.getString("directory-mode"));
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
