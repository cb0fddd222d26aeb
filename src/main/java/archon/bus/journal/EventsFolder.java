package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory itself, whoever holds it. */
public final class EventsFolder {
  private EventsFolder() {}

  /**
   * The real path of a directory that is safe to use, created if it is not there. Blocks.
   *
   * @throws UnsafeFile if it cannot be trusted
   * @throws JournalIoFailure if it cannot be created
   */
  public static Path ready(Path eventsDirectory, JournalSettings settings) {
    try {
      return ready(eventsDirectory, RealDisk.INSTANCE, settings);
    } catch (IOException e) {
      throw DiskFull.orIoFailure("opening", eventsDirectory, 0, e);
    }
  }

  static Path ready(Path eventsDirectory, Disk disk, JournalSettings settings) throws IOException {
    if (SafeDirectory.isLinkInOpenFolder(eventsDirectory)) {
      throw new UnsafeFile(
          eventsDirectory,
          "expected a directory but found a symbolic link that anybody could have put there; name its target");
    }
    if (!Files.isDirectory(eventsDirectory)) { // its owner may name it by a link
      disk.createDirectories(eventsDirectory, settings.directoryPermissions());
    }
    return eventsDirectory.toRealPath();
  }
}
