package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The real disk with faults on demand; counts what is asked of it. */
final class FaultyDisk implements Disk {
  static final String FULL = "No space left on device";

  private final Map<String, AtomicLong> forces = new ConcurrentHashMap<>();
  private final AtomicLong questions = new AtomicLong();
  private final Map<String, AtomicLong> bytesRead = new ConcurrentHashMap<>();
  private volatile Predicate<Path> failingWrites = path -> false;
  private volatile int bytesBeforeFailure;
  private volatile Predicate<Path> hangingWrites = path -> false;
  private volatile Predicate<Path> hangingForces = path -> false;
  private volatile CountDownLatch hanging = new CountDownLatch(0);
  private volatile Predicate<Path> failingForces = path -> false;
  private volatile Predicate<Path> failingDeletes = path -> false;
  private volatile Predicate<Path> failingTruncates = path -> false;
  private volatile boolean full;
  private volatile boolean foldsCase;
  private final boolean forcing;

  FaultyDisk() {
    this(true);
  }

  private FaultyDisk(boolean forcing) {
    this.forcing = forcing;
  }

  /** A disk whose syncs cost nothing and do nothing, for tests that open thousands of times. */
  static FaultyDisk withoutForce() {
    return new FaultyDisk(false);
  }

  /**
   * No room for new files, nor for bytes behind the end of a file; what is there can be
   * overwritten.
   */
  void full(boolean now) {
    full = now;
  }

  /** Writes to these files fail after so many bytes. */
  void failWrites(Predicate<Path> files, int afterBytes) {
    bytesBeforeFailure = afterBytes;
    failingWrites = files;
  }

  /** Writes to these files do not come back before {@code until}. */
  void hangWrites(Predicate<Path> files, CountDownLatch until) {
    hanging = until;
    hangingWrites = files;
  }

  /** Syncs of these files do not come back before {@code until}. */
  void hangForces(Predicate<Path> files, CountDownLatch until) {
    hanging = until;
    hangingForces = files;
  }

  /** Syncs of these files and directories fail. */
  void failForces(Predicate<Path> paths) {
    failingForces = paths;
  }

  void failDeletes(Predicate<Path> files) {
    failingDeletes = files;
  }

  void failTruncates(Predicate<Path> files) {
    failingTruncates = files;
  }

  void foldCase() {
    foldsCase = true;
  }

  long forces(Path path) {
    return forces.getOrDefault(name(path), new AtomicLong()).get();
  }

  long bytesRead(Path path) {
    return bytesRead.getOrDefault(name(path), new AtomicLong()).get();
  }

  /** How often something was asked: what there is, and what it holds. */
  long questions() {
    return questions.get();
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void awaitEnd(CountDownLatch hanging) throws IOException {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public @Nullable Facts stat(Path path) throws IOException {
    questions.incrementAndGet();
    if (foldsCase && name(path).equals("CASE-PROBE")) {
      return RealDisk.INSTANCE.stat(path.resolveSibling("case-probe"));
    }
    return RealDisk.INSTANCE.stat(path);
  }

  @Override
  public @Nullable Facts statDirectory(Path path) throws IOException {
    questions.incrementAndGet();
    return RealDisk.INSTANCE.statDirectory(path);
  }

  @Override
  public OpenFile openToRead(Path path) throws IOException {
    questions.incrementAndGet();
    return new Faulty(path, RealDisk.INSTANCE.openToRead(path));
  }

  @Override
  public OpenFile openToWrite(Path path) throws IOException {
    return new Faulty(path, RealDisk.INSTANCE.openToWrite(path));
  }

  @Override
  public OpenFile create(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (full) {
      throw new IOException(FULL);
    }
    return new Faulty(path, RealDisk.INSTANCE.create(path, permissions));
  }

  @Override
  public void createDirectories(Path directory, Set<PosixFilePermission> permissions)
      throws IOException {
    RealDisk.INSTANCE.createDirectories(directory, permissions);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    if (failingDeletes.test(path)) {
      throw new IOException("delete failed on purpose");
    }
    return RealDisk.INSTANCE.delete(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    RealDisk.INSTANCE.rename(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    requireForcing(directory);
    if (forcing) {
      RealDisk.INSTANCE.forceDirectory(directory);
    }
  }

  private void requireForcing(Path path) throws IOException {
    if (failingForces.test(path)) {
      throw new IOException("sync failed on purpose");
    }
  }

  @Override
  public List<String> list(Path directory, String suffix) throws IOException {
    questions.incrementAndGet();
    return RealDisk.INSTANCE.list(directory, suffix);
  }

  private final class Faulty implements OpenFile {
    private final Path path;
    private final OpenFile file;

    Faulty(Path path, OpenFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int read(byte[] into, int at, int length, long byteOffset) throws IOException {
      questions.incrementAndGet();
      int read = file.read(into, at, length, byteOffset);
      bytesRead.computeIfAbsent(name(path), n -> new AtomicLong()).addAndGet(Math.max(0, read));
      return read;
    }

    @Override
    public void write(byte[] bytes, int from, int length, long byteOffset) throws IOException {
      if (hangingWrites.test(path)) {
        awaitEnd(hanging);
      }
      if (failingWrites.test(path)) {
        file.write(bytes, from, Math.min(length, bytesBeforeFailure), byteOffset);
        throw new IOException("write failed on purpose");
      }
      if (full && byteOffset + length > file.size()) {
        file.write(bytes, from, length / 2, byteOffset); // as a real one does
        throw new IOException(FULL);
      }
      file.write(bytes, from, length, byteOffset);
    }

    @Override
    public void force() throws IOException {
      forces.computeIfAbsent(name(path), n -> new AtomicLong()).incrementAndGet();
      if (hangingForces.test(path)) {
        awaitEnd(hanging);
      }
      requireForcing(path);
      if (forcing) {
        file.force();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      if (failingTruncates.test(path)) {
        throw new IOException("cut failed on purpose");
      }
      file.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
