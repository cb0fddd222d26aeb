package archon.bus.bench;

import org.jspecify.annotations.Nullable;

/** What the runs of a bench share: settings, directories, and the log that is only read. */
final class Lab implements AutoCloseable {
  private final BenchSettings settings;
  private final Watcher watcher;
  private final BenchFiles files;
  private @Nullable StoredLog stored;
  private @Nullable NodeProcess node;

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

  /** What a run publishes to, its own: a log of stored events if there are to be some, or none. */
  StoredLog toPublishTo(String purpose) throws InterruptedException {
    long events = settings.volume().stored();
    return events > 0 ? stored(events).copy(purpose) : StoredLog.empty(this, purpose);
  }

  /** What a run came to that published to a log of its own, which is no longer needed. */
  Outcome outcome(StoredLog log, Reading... readings) {
    Outcome outcome = log.outcome(readings);
    files.discard(log.directory());
    return outcome;
  }

  /** A log of so many events, made at the first call and shared by all who read. */
  StoredLog stored(long events) throws InterruptedException {
    if (stored == null || stored.loadedEvents() != events) {
      stored = StoredLog.load(this, events);
    }
    return stored;
  }

  /** The node of the guests that are measured, made at the first call. */
  NodeProcess node() {
    if (node == null) {
      node = NodeProcess.start(files.root(), settings.programs());
    }
    return node;
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    files.close();
  }
}
