package archon.bus.journal;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that knows what is durable. It can cut the power at any operation that changes
 * something; {@link #afterPowerCut} then gives one of the disks that may be found afterwards.
 *
 * <p>It promises no more than POSIX does, which is less than most file systems keep: of unsynced
 * writes any may be lost or left in part whatever was written later; of unsynced directory entries
 * any may be missing, or back, whatever was synced in the file; a rename is there as a whole or not
 * at all, and certain when both its directories were synced.
 */
final class ModelDisk implements Disk {
  private static final long MODIFIED_MILLIS = 1; // of every file: nothing that is tested here asks

  private final Map<Path, ModelFile> durableEntries = new HashMap<>();
  private final Map<Path, ModelFile> entries = new HashMap<>();
  private final List<Unsynced> unsynced = new ArrayList<>(); // in the order of the changes
  private int operations;
  private int cutAt = Integer.MAX_VALUE;
  private boolean dead;

  /** A disk with nothing but these directories and those above them. */
  static ModelDisk withDirectories(Path... directories) {
    ModelDisk disk = new ModelDisk(Map.of());
    for (Path directory : directories) {
      for (Path path = directory; path != null; path = path.getParent()) {
        if (!disk.entries.containsKey(path)) {
          disk.add(path, new ModelFile(path, true, disk.freeInode(), new byte[0]));
        }
      }
    }
    return disk;
  }

  private ModelDisk(Map<Path, ModelFile> survivors) {
    survivors.forEach(this::add);
  }

  private void add(Path path, ModelFile file) {
    durableEntries.put(path, file);
    entries.put(path, file);
  }

  /**
   * Cuts the power at operation {@code number} from now, from 1: a sync has no effect then, any
   * other change may be among those that are found afterwards.
   */
  synchronized void cutPowerAt(int number) {
    operations = 0;
    cutAt = number;
  }

  /** Cuts the power between two operations. */
  synchronized void cutPower() {
    dead = true;
  }

  /** How many operations changed something since {@link #cutPowerAt} was called or the start. */
  synchronized int operations() {
    return operations;
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** Changes that the power cut may have taken. */
  synchronized List<Unsynced> unsynced() {
    return List.copyOf(unsynced.stream().filter(change -> !isCertain(change)).toList());
  }

  private static boolean isCertain(Unsynced change) {
    return change instanceof Unsynced.Entry entry && entry.isCertain();
  }

  /** The disk as it is found after the power cut, with power. */
  synchronized ModelDisk afterPowerCut(Function<Unsynced, Fate> fates) {
    Map<Path, ModelFile> found = new HashMap<>(durableEntries);
    Map<ModelFile, byte[]> contents = new HashMap<>();
    for (Unsynced change : unsynced) {
      Fate fate = isCertain(change) ? Fate.KEPT : fates.apply(change);
      if (change instanceof Unsynced.Entry entry && !fate.isLost()) {
        entry.applyTo(found);
      } else if (change instanceof Unsynced.OfContent content) {
        byte[] before = contents.getOrDefault(content.file(), content.file().durable());
        contents.put(content.file(), content.applyTo(before, fate));
      }
    }
    Map<Path, ModelFile> survivors = new HashMap<>();
    found.forEach(
        (path, file) -> {
          if (isReachable(path, found)) {
            survivors.put(path, file.found(contents.getOrDefault(file, file.durable())));
          }
        });
    return new ModelDisk(survivors);
  }

  private static boolean isReachable(Path path, Map<Path, ModelFile> found) {
    Path parent = path.getParent();
    return parent == null || (found.containsKey(parent) && isReachable(parent, found));
  }

  /** A disk that holds the same, all of it durable, and shares nothing with this one. */
  ModelDisk copy() {
    return afterPowerCut(change -> Fate.KEPT);
  }

  /** Equal for disks that hold the same. */
  synchronized Object fingerprint() {
    return entries.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    List.of(
                        entry.getValue().inode(),
                        entry.getValue().now().length,
                        entry.getValue().contentHash())));
  }

  /** The content of a file, for tests that change it. */
  synchronized byte[] content(Path path) throws IOException {
    return file(path).now().clone();
  }

  /** Replaces the content of a file, durable at once; it keeps its identity. */
  synchronized void overwrite(Path path, byte[] content) throws IOException {
    ModelFile old = file(path);
    add(path, new ModelFile(path, false, old.inode(), content.clone()));
  }

  /** Removes files of a directory, durable at once. */
  synchronized void forget(Path directory, String suffix) {
    for (String name : list(directory, suffix)) {
      entries.remove(directory.resolve(name));
      durableEntries.remove(directory.resolve(name));
    }
  }

  private void change(Unsynced change) {
    if (dead) {
      throw new PowerCut();
    }
    if (change instanceof Unsynced.Entry entry) {
      entry.applyTo(entries);
    } else if (change instanceof Unsynced.OfContent content) {
      content.file().change(content);
    }
    unsynced.add(change);
    count();
  }

  /** Counts an operation; throws if the power is off, or goes off with it. */
  private void count() {
    requirePower();
    operations++;
    if (operations == cutAt) {
      dead = true;
      throw new PowerCut();
    }
  }

  private void requirePower() {
    if (dead) {
      throw new PowerCut();
    }
  }

  private synchronized void force(ModelFile file) {
    count();
    file.force();
    unsynced.removeIf(
        change -> change instanceof Unsynced.OfContent content && content.file() == file);
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    requirePower();
    directory(directory);
    count();
    for (Unsynced change : unsynced) {
      if (change instanceof Unsynced.Entry entry) {
        entry.force(directory);
      }
    }
    // One that is certain may stand behind one that is not: then it waits, to keep the order.
    while (!unsynced.isEmpty()) {
      int first = firstEntry();
      if (first < 0 || !isCertain(unsynced.get(first))) {
        return;
      }
      ((Unsynced.Entry) unsynced.remove(first)).applyTo(durableEntries);
    }
  }

  private int firstEntry() {
    for (int i = 0; i < unsynced.size(); i++) {
      if (unsynced.get(i) instanceof Unsynced.Entry) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public synchronized @Nullable Facts stat(Path path) {
    requirePower();
    ModelFile file = entries.get(path);
    if (file == null) {
      return null;
    }
    if (file.isDirectory()) {
      throw new UnsafeFile(path, "expected a regular file but found a directory");
    }
    return new Facts(file.key(), file.now().length, MODIFIED_MILLIS);
  }

  @Override
  public @Nullable Facts statDirectory(Path path) {
    requirePower();
    return null; // its time would tell nothing
  }

  private ModelFile file(Path path) throws IOException {
    ModelFile file = entries.get(path);
    if (file == null || file.isDirectory()) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  private void directory(Path path) throws IOException {
    ModelFile file = entries.get(path);
    if (file == null || !file.isDirectory()) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public synchronized OpenFile openToRead(Path path) throws IOException {
    requirePower();
    return new Open(file(path));
  }

  @Override
  public synchronized OpenFile openToWrite(Path path) throws IOException {
    requirePower();
    return new Open(file(path));
  }

  @Override
  public synchronized OpenFile create(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    requirePower();
    if (entries.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    directory(path.getParent());
    ModelFile created = new ModelFile(path, false, freeInode(), new byte[0]);
    change(Unsynced.Entry.added(path, created));
    return new Open(created);
  }

  @Override
  public synchronized void createDirectories(Path directory, Set<PosixFilePermission> permissions)
      throws IOException {
    requirePower();
    if (!entries.containsKey(directory)) {
      createDirectories(directory.getParent(), permissions);
      ModelFile created = new ModelFile(directory, true, freeInode(), new byte[0]);
      change(Unsynced.Entry.added(directory, created));
    }
    directory(directory);
  }

  /** The lowest that is free for good: numbers are soon used again, as on real disks. */
  private long freeInode() {
    Set<Long> used =
        Stream.concat(entries.values().stream(), durableEntries.values().stream())
            .map(ModelFile::inode)
            .collect(Collectors.toSet());
    long inode = 1;
    while (used.contains(inode)) {
      inode++;
    }
    return inode;
  }

  @Override
  public synchronized boolean delete(Path path) throws IOException {
    requirePower();
    ModelFile file = entries.get(path);
    if (file == null) {
      return false;
    }
    if (file.isDirectory() && entries.keySet().stream().anyMatch(e -> path.equals(e.getParent()))) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    change(Unsynced.Entry.removed(path, file));
    return true;
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    requirePower();
    directory(to.getParent());
    change(Unsynced.Entry.renamed(from, to, file(from)));
  }

  @Override
  public synchronized List<String> list(Path directory, String suffix) {
    requirePower();
    return entries.keySet().stream()
        .filter(path -> directory.equals(path.getParent()))
        .map(path -> path.getFileName().toString())
        .filter(name -> name.endsWith(suffix))
        .toList();
  }

  private final class Open implements OpenFile {
    private final ModelFile file;

    Open(ModelFile file) {
      this.file = file;
    }

    @Override
    public int read(byte[] into, int at, int length, long byteOffset) {
      synchronized (ModelDisk.this) {
        requirePower();
        byte[] content = file.now();
        if (byteOffset >= content.length) {
          return -1;
        }
        int read = (int) Math.min(length, content.length - byteOffset);
        System.arraycopy(content, (int) byteOffset, into, at, read);
        return read;
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length, long byteOffset) {
      synchronized (ModelDisk.this) {
        change(
            new Unsynced.Write(file, byteOffset, Arrays.copyOfRange(bytes, from, from + length)));
      }
    }

    @Override
    public void force() {
      ModelDisk.this.force(file);
    }

    @Override
    public void truncate(long size) {
      synchronized (ModelDisk.this) {
        change(new Unsynced.Cut(file, size));
      }
    }

    @Override
    public long size() {
      synchronized (ModelDisk.this) {
        requirePower();
        return file.now().length;
      }
    }

    @Override
    public void close() {
      // Nothing is kept open here, and also after a power cut whatever is closed is closed.
    }
  }
}
