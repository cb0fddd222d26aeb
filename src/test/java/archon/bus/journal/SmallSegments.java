package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A topic whose files are sealed after some twenty lines. */
final class SmallSegments {
  static final LogId ORDERS = LogId.topic("orders");
  static final JournalSettings SMALL = settings(4096, Duration.ZERO);

  private SmallSegments() {}

  static JournalSettings settings(long segmentBytes, Duration segmentAge) {
    return JournalLines.settings(
        new LogSettings(
            SyncPolicy.BATCH, Duration.ofMillis(100), segmentBytes, segmentAge, Retention.NONE));
  }

  /** Facts of one event each, seq and fact both from {@code from} to {@code to} (inclusive). */
  static void write(Path directory, long from, long to) {
    try (Journal journal = Journal.open(directory, SMALL)) {
      JournalLines.appendOneByOne(journal, ORDERS, from, to);
    }
  }

  static JournalReader reader(Path directory) {
    return JournalReader.of(directory, SMALL);
  }

  /** In the order of their lines. */
  static List<Path> sealed(Path directory) throws IOException {
    Path folder = directory.resolve(ORDERS.name());
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  static List<Long> upTo(long last) {
    return between(1, last);
  }

  static List<Long> between(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
