package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;

/** Whether an events directory that nobody named on purpose can be trusted. */
public final class SafeDirectory {
  private SafeDirectory() {}

  /**
   * Returns if {@code directory} does not exist yet, or is a directory of this process's own user
   * and no symbolic link.
   *
   * @throws UnsafeFile otherwise: somebody else may have put it there to read or forge events
   * @throws JournalIoFailure if it cannot be looked at
   */
  public static void requireSafe(Path directory) {
    try {
      if (Files.isSymbolicLink(directory)) {
        throw new UnsafeFile(
            directory,
            "expected a directory but found a symbolic link; name the events directory, with --events-dir for instance");
      }
      UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new UnsafeFile(
            directory,
            "expected a directory but found a file; name the events directory, with --events-dir for instance");
      }
      UserPrincipal self = self();
      if (!owner.equals(self)) {
        throw new UnsafeFile(
            directory,
            "expected a directory of %s but it belongs to %s; name the events directory, with --events-dir for instance"
                .formatted(self, owner));
      }
    } catch (NoSuchFileException e) {
      return; // it will be created, with our own permissions
    } catch (UnsupportedOperationException e) {
      return; // a file system without owners
    } catch (IOException e) {
      throw new JournalIoFailure("looking at it", directory, e);
    }
  }

  private static UserPrincipal self() throws IOException {
    Path process = Path.of("/proc/self");
    return Files.isDirectory(process) // by number: in a container the user may have no name
        ? Files.getOwner(process)
        : process
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
  }

  /** Whether anybody may put files into the folder that holds {@code link}, a symbolic link. */
  static boolean isLinkInOpenFolder(Path link) throws IOException {
    Path folder = link.toAbsolutePath().getParent();
    try {
      return folder != null
          && Files.isSymbolicLink(link)
          && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }
}
