package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few file operations the journal is made of, apart so that tests can stand a full or failing
 * disk in its place. No operation follows a symbolic link at the end of a path.
 */
interface Disk {
  /**
   * What can be told of a file without opening it; {@code key} tells two files of one path apart,
   * null where unsupported.
   *
   * @param modifiedMillis when it was last written to, milliseconds since 1970
   */
  record Facts(@Nullable Object key, long size, long modifiedMillis) {}

  /**
   * Facts of a regular file, null if there is none. Throws {@link UnsafeFile} if something else
   * stands there.
   */
  @Nullable Facts stat(Path path) throws IOException;

  /**
   * Facts of a directory; its time changes with the names in it. Null if there is none, or if it
   * cannot tell. Throws {@link UnsafeFile} if it is a link.
   */
  @Nullable Facts statDirectory(Path path) throws IOException;

  /** Opens an existing regular file for reading. */
  OpenFile openToRead(Path path) throws IOException;

  /**
   * Opens a file to read that is derived from others: null if it is gone, or something else has its
   * name, since both are mended by making it anew or doing without.
   */
  default @Nullable OpenFile openDerived(Path path) throws IOException {
    try {
      return openToRead(path);
    } catch (NoSuchFileException | UnsafeFile e) {
      return null;
    }
  }

  /** Opens an existing regular file for reading and writing. */
  OpenFile openToWrite(Path path) throws IOException;

  /** Creates a file that must not exist and opens it for writing. */
  OpenFile create(Path path, Set<PosixFilePermission> permissions) throws IOException;

  /**
   * Creates a directory and those above it; an existing one keeps its permissions. Throws {@link
   * UnsafeFile} if something else stands there, a link to a directory included.
   */
  void createDirectories(Path directory, Set<PosixFilePermission> permissions) throws IOException;

  /** Deletes a file or an empty directory; returns whether there was one. */
  boolean delete(Path path) throws IOException;

  /** Renames a file atomically, replacing its target. */
  void rename(Path from, Path to) throws IOException;

  /** Makes creations, renames and deletions in a directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * Names in a directory that end with {@code suffix}, unsorted; none if the directory does not
   * exist.
   */
  List<String> list(Path directory, String suffix) throws IOException;

  /** An open file; all reads and writes name their place. */
  interface OpenFile extends Closeable {
    /** Reads at most {@code length} bytes; returns how many, -1 at the end of the file. */
    int read(byte[] into, int at, int length, long byteOffset) throws IOException;

    void write(byte[] bytes, int from, int length, long byteOffset) throws IOException;

    /** Makes the content durable. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;
  }
}
