package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one holder at a time has, in all processes of the host; the operating system lets go
 * of it when a process dies. Safe from any thread.
 *
 * <p>The lock file is opened only to lock it: closing any channel on a file may drop all locks a
 * process has on it. So whoever asks again in this JVM, be it from another class loader, is refused
 * before the file is opened.
 */
public final class FileHold implements Closeable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** Channels whose end, be it by the garbage collector, would drop another one's lock. */
  private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

  private final FileChannel channel;
  private final FileLock lock;
  private final HeldInThisJvm held;

  private FileHold(FileChannel channel, FileLock lock, HeldInThisJvm held) {
    this.channel = channel;
    this.lock = lock;
    this.held = held;
  }

  /**
   * Takes the lock of {@code lockFile}, made for its owner only if it is not there; null if
   * somebody else has it. The file stays when the lock is let go.
   *
   * @throws JournalIoFailure if the file cannot be made or locked
   */
  public static @Nullable FileHold tryTake(Path lockFile) {
    try {
      return tryTake(lockFile, OWNER_ONLY);
    } catch (IOException e) {
      throw DiskFull.orIoFailure("locking", lockFile, 0, e);
    }
  }

  /**
   * Whether somebody has the lock of {@code lockFile}, also where that cannot be told. Keeps others
   * from taking it for the moment it takes to look, unless they only look too.
   */
  static boolean isTaken(Path lockFile) {
    HeldInThisJvm held = HeldInThisJvm.claim(lockFile);
    if (held == null) {
      return true;
    }
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = tryLock(channel, true);
      if (lock == null) {
        return true;
      }
      channel.close(); // and so lets it go
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      held.release();
    }
  }

  static @Nullable FileHold tryTake(Path lockFile, Set<PosixFilePermission> permissions)
      throws IOException {
    HeldInThisJvm held = HeldInThisJvm.claim(lockFile);
    if (held == null) {
      return null;
    }
    FileHold taken = null;
    try {
      if (RealDisk.INSTANCE.stat(lockFile) == null) {
        createIfAbsent(lockFile, permissions);
      }
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = tryLock(channel, false);
      taken = lock == null ? null : new FileHold(channel, lock, held);
      return taken;
    } finally {
      if (taken == null) {
        held.release();
      }
    }
  }

  /** Null if somebody else holds it. */
  private static @Nullable FileLock tryLock(FileChannel channel, boolean isShared)
      throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
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

  private static void createIfAbsent(Path lockFile, Set<PosixFilePermission> permissions)
      throws IOException {
    try (Disk.OpenFile created = RealDisk.INSTANCE.create(lockFile, permissions)) {
      RealDisk.INSTANCE.forceDirectory(lockFile.resolveSibling(""));
    } catch (FileAlreadyExistsException e) {
      return; // another process was quicker: it is there, which is all we want
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
    } finally {
      try {
        channel.close();
      } finally {
        held.release();
      }
    }
  }
}
