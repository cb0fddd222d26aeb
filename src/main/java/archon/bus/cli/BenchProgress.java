package archon.bus.cli;

import archon.bus.bench.Watcher;
import org.jspecify.annotations.Nullable;

/** A {@link Progress} for each part of a bench. */
final class BenchProgress implements Watcher, AutoCloseable {
  private final Console console;
  private volatile @Nullable Progress part;

  BenchProgress(Console console) {
    this.console = console;
  }

  @Override
  public void begins(String description) {
    close();
    part = Progress.start(console, description);
  }

  @Override
  public void done(long events) {
    Progress present = part;
    if (present != null) {
      present.add(events);
    }
  }

  @Override
  public void close() {
    Progress over = part;
    if (over != null) {
      over.close();
    }
  }
}
