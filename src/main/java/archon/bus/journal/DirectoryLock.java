package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The writer's lock of an events directory. The lock file is opened only to lock it, so who holds
 * it is told by a file beside it.
 */
final class DirectoryLock implements Closeable {
  private final Path hidden;
  private final FileHold hold;
  private final NodeDescriptor self;

  private DirectoryLock(Path hidden, FileHold hold, NodeDescriptor self) {
    this.hidden = hidden;
    this.hold = hold;
    this.self = self;
  }

  /** Takes the lock, or throws {@link DirectoryInUse}. */
  static DirectoryLock take(Path directory, JournalSettings settings) throws IOException {
    Path hidden = directory.resolve(LogPaths.HIDDEN);
    FileHold hold = FileHold.tryTake(hidden.resolve("lock"), settings.filePermissions());
    if (hold == null) {
      NodeDescriptor holder =
          NodeDescriptor.read(hidden); // null: just starting, or its disk is full
      throw holder == null
          ? new DirectoryInUse(directory, 0, null)
          : new DirectoryInUse(directory, holder.pid(), holder.since());
    }
    NodeDescriptor self = NodeDescriptor.ofThisProcess();
    self.write(hidden);
    return new DirectoryLock(hidden, hold, self);
  }

  /** Lets others know where this process serves them. */
  void announce(NodeService service) {
    self.serving(service).write(hidden);
  }

  @Override
  public void close() throws IOException {
    try (hold) {
      NodeDescriptor.delete(hidden);
    }
  }
}
