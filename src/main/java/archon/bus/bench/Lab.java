package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.topic.Durability;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the runs of a bench share: settings, directories, and the log that is only read. */
final class Lab implements AutoCloseable {
  private final BenchSettings settings;
  private final Watcher watcher;
  private final BenchFiles files;
  private @Nullable StoredLog stored;

  Lab(BenchSettings settings, Watcher watcher) {
    this.settings = settings;
    this.watcher = watcher;
    this.files = BenchFiles.create(settings.parent(), settings.keep());
  }

  BenchSettings settings() {
    return settings;
  }

  Watcher watcher() {
    return watcher;
  }

  BenchFiles files() {
    return files;
  }

  EventBus open(Path directory) {
    return EventBus.open(directory, settings.config());
  }

  /**
   * Checks a directory whose bus is closed.
   *
   * @return the sum of the hashes of its ids
   * @throws BenchFailed if it holds anything but {@code expected}
   */
  long verify(Path directory, BenchTopics topics, Tally expected) {
    return Verifier.verify(directory, settings.config(), topics, expected, watcher);
  }

  /** What a run came to that wrote a directory of its own, which is no longer needed. */
  Outcome outcome(Path directory, long events, Durability durability, Reading... readings) {
    double lineBytes = (double) BenchFiles.bytesOfEvents(directory) / events;
    files.discard(directory);
    return new Outcome(List.of(readings), durability, lineBytes);
  }

  /** A log of so many events, made at the first call and shared by all who read. */
  StoredLog stored(long events) throws InterruptedException {
    if (stored == null || stored.loadedEvents() != events) {
      stored = StoredLog.load(this, events);
    }
    return stored;
  }

  @Override
  public void close() {
    files.close();
  }
}
