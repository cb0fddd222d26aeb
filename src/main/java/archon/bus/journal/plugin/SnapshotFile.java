package archon.bus.journal.plugin;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot's file, named {@code <sequence number, 20 digits>-<milliseconds since 1970>.json}.
 *
 * @param timestampMillis when it was saved
 */
record SnapshotFile(Path path, long sequenceNr, long timestampMillis) {
  static final Comparator<SnapshotFile> NEWEST_FIRST =
      Comparator.comparingLong(SnapshotFile::sequenceNr)
          .thenComparingLong(SnapshotFile::timestampMillis)
          .reversed();

  private static final Pattern NAME = Pattern.compile("(\\d{19,20})-(\\d{1,19})\\.json");

  static SnapshotFile in(Path folder, long sequenceNr, long timestampMillis) {
    return new SnapshotFile(
        folder.resolve("%020d-%d.json".formatted(sequenceNr, timestampMillis)),
        sequenceNr,
        timestampMillis);
  }

  /** The snapshot a file's name tells of, null if it is another file. */
  static @Nullable SnapshotFile ofName(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    try {
      return name.matches()
          ? new SnapshotFile(path, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))
          : null;
    } catch (NumberFormatException beyondLong) {
      return null;
    }
  }

  boolean matches(SnapshotSelectionCriteria criteria) {
    return sequenceNr <= criteria.maxSequenceNr()
        && sequenceNr >= criteria.minSequenceNr()
        && timestampMillis <= criteria.maxTimestamp()
        && timestampMillis >= criteria.minTimestamp();
  }
}
