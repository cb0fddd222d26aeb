package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The disk of this machine. */
final class RealDisk implements Disk {
  static final RealDisk INSTANCE = new RealDisk();

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private RealDisk() {}

  @Override
  public @Nullable Facts stat(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new UnsafeFile(
            path, "expected a regular file but found " + kindOf(attributes) + "; move it away");
      }
      return facts(attributes);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public @Nullable Facts statDirectory(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        throw linkAt(path);
      }
      return attributes.isDirectory() ? facts(attributes) : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Facts facts(BasicFileAttributes attributes) {
    return new Facts(
        attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toMillis());
  }

  private static UnsafeFile linkAt(Path directory) {
    return new UnsafeFile(
        directory, "expected a directory but found a symbolic link; move it away");
  }

  private static String kindOf(BasicFileAttributes attributes) {
    return attributes.isSymbolicLink()
        ? "a symbolic link"
        : attributes.isDirectory()
            ? "a directory"
            : attributes.isRegularFile() ? "a file" : "a special file";
  }

  @Override
  public OpenFile openToRead(Path path) throws IOException {
    // Asked first: opening a named pipe would wait for its other end.
    requireRegular(path);
    return new Channel(FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public OpenFile openToWrite(Path path) throws IOException {
    requireRegular(path);
    return new Channel(
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  private void requireRegular(Path path) throws IOException {
    if (stat(path) == null) {
      throw new NoSuchFileException(path.toString());
    }
  }

  @Override
  public OpenFile create(Path path, Set<PosixFilePermission> permissions) throws IOException {
    return new Channel(
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            attributes(permissions)));
  }

  @Override
  public void createDirectories(Path directory, Set<PosixFilePermission> permissions)
      throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      Files.createDirectories(directory, attributes(permissions));
      return;
    }
    if (!found.isDirectory()) {
      throw new UnsafeFile(
          directory, "expected a directory but found " + kindOf(found) + "; move it away");
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return Files.deleteIfExists(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (POSIX) { // elsewhere a directory cannot be opened, and its entries are not the caller's to
      // sync
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public List<String> list(Path directory, String suffix) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      throw linkAt(directory);
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.endsWith(suffix)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return names;
  }

  private static final class Channel implements OpenFile {
    /**
     * The JDK copies a heap buffer to a direct one of the same size and keeps that one per thread:
     * bound it.
     */
    private static final int LARGEST_WRITE_BYTES = 1024 * 1024;

    private final FileChannel channel;

    Channel(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(byte[] into, int at, int length, long byteOffset) throws IOException {
      return channel.read(
          ByteBuffer.wrap(into, at, Math.min(length, LARGEST_WRITE_BYTES)), byteOffset);
    }

    @Override
    public void write(byte[] bytes, int from, int length, long byteOffset) throws IOException {
      int written = 0;
      while (written < length) {
        int piece = Math.min(length - written, LARGEST_WRITE_BYTES);
        written +=
            channel.write(ByteBuffer.wrap(bytes, from + written, piece), byteOffset + written);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
