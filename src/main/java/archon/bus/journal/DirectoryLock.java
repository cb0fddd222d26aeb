package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's lock of an events directory. The lock file is opened only to lock it, so who holds
 * it is told by a file beside it.
 */
final class DirectoryLock implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

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
    try {
      self.write(hidden);
    } catch (IOException e) { // a full disk must not keep it from opening, and clearing
      LOG.warn("{}: others are not told who holds it: {}", directory, e.toString());
    }
    return new DirectoryLock(hidden, hold, self);
  }

  /** Whether some process holds it at this moment. Blocks. */
  static boolean isHeld(Path directory) {
    return FileHold.isTaken(directory.resolve(LogPaths.HIDDEN).resolve("lock"));
  }

  /** Lets others know where this process serves them. */
  void announce(NodeService service) throws IOException {
    self.serving(service).write(hidden);
  }

  @Override
  public void close() throws IOException {
    try (hold) {
      NodeDescriptor.delete(hidden);
    }
  }
}
