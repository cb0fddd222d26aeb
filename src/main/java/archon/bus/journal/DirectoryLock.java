package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The writer's lock of an events directory. The lock file is opened only to lock it: closing any
 * channel on a file may drop all locks a process has on it. So who holds it is told by a file
 * beside it, and who asks again in this JVM, be it from another class loader, is refused before the
 * file is opened.
 */
final class DirectoryLock implements Closeable {
  /** Channels whose end, be it by the garbage collector, would drop another one's lock. */
  private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

  private final Path hidden;
  private final FileChannel channel;
  private final FileLock lock;
  private final HeldInThisJvm held;

  private DirectoryLock(Path hidden, FileChannel channel, FileLock lock, HeldInThisJvm held) {
    this.hidden = hidden;
    this.channel = channel;
    this.lock = lock;
    this.held = held;
  }

  /** Takes the lock, or throws {@link DirectoryInUse}. */
  static DirectoryLock take(Path directory, JournalSettings settings) throws IOException {
    Path hidden = directory.resolve(LogPaths.HIDDEN);
    Path lockFile = hidden.resolve("lock");
    HeldInThisJvm held = HeldInThisJvm.claim(lockFile);
    if (held == null) {
      throw inUse(directory, hidden);
    }
    try {
      if (RealDisk.INSTANCE.stat(lockFile) == null) {
        createIfAbsent(lockFile, settings);
      }
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw inUse(directory, hidden);
      }
      NodeDescriptor.ofThisProcess().write(hidden);
      return new DirectoryLock(hidden, channel, lock, held);
    } catch (IOException | RuntimeException e) {
      held.release();
      throw e;
    }
  }

  /** Null if somebody else holds it. */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close(); // this process holds no lock on it, so none is dropped
      }
      return lock;
    } catch (OverlappingFileLockException e) {
      LEFT_OPEN.add(channel); // this process does, though its properties do not tell any more
      return null;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void createIfAbsent(Path lockFile, JournalSettings settings) throws IOException {
    try (Disk.OpenFile created = RealDisk.INSTANCE.create(lockFile, settings.filePermissions())) {
      RealDisk.INSTANCE.forceDirectory(lockFile.resolveSibling(""));
    } catch (FileAlreadyExistsException e) {
      return; // another process was quicker: it is there, which is all we want
    }
  }

  private static DirectoryInUse inUse(Path directory, Path hidden) {
    NodeDescriptor holder = NodeDescriptor.read(hidden); // null: just starting, or its disk is full
    return holder == null
        ? new DirectoryInUse(directory, 0, null)
        : new DirectoryInUse(directory, holder.pid(), holder.since());
  }

  @Override
  public void close() throws IOException {
    try (channel;
        lock) {
      NodeDescriptor.delete(hidden);
    } finally {
      held.release();
    }
  }
}
