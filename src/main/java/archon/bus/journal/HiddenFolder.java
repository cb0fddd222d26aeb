package archon.bus.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Folders below {@code .archon-bus}, for files that hold no lines. */
public final class HiddenFolder {
  private HiddenFolder() {}

  /** The folder {@code name} of an events directory; it need not exist. */
  public static Path of(Path eventsDirectory, String name) {
    return eventsDirectory.resolve(".archon-bus").resolve(name);
  }

  /**
   * Makes {@code folder} unless it is there, with the permissions of its parent, which must be
   * there. Durable when it returns.
   *
   * @throws UnsafeFile if something else than a folder is there, a link to one included
   * @throws JournalIoFailure if it cannot be made
   */
  public static void make(Path folder) {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = Objects.requireNonNull(folder.getParent(), "a folder below .archon-bus");
    try {
      Files.createDirectory(folder, permissionsOf(parent));
      try (FileChannel entries = FileChannel.open(parent)) {
        entries.force(true);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new UnsafeFile(folder, "expected a folder but found something else; move it away");
      }
    } catch (IOException e) {
      throw new JournalIoFailure("creating the folder", folder, e);
    }
  }

  private static FileAttribute<?>[] permissionsOf(Path parent) throws IOException {
    boolean posix = parent.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(parent))
        }
        : new FileAttribute<?>[0];
  }
}
