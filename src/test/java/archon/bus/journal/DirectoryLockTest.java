package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void refusesADirectoryThatAnotherProcessHoldsAndNamesIt() throws Exception {
    Process holder = DirectoryHolder.start(directory);
    try {
      assertThatThrownBy(() -> Journal.open(directory, JournalSettings.DEFAULT))
          .isInstanceOfSatisfying(
              DirectoryInUse.class,
              inUse -> {
                assertThat(inUse.pid()).isEqualTo(holder.pid());
                assertThat(inUse.since()).isNotNull();
                assertThat(inUse).hasMessageContaining("process " + holder.pid());
              });
      assertThat(JournalReader.of(directory, JournalSettings.DEFAULT).topics()).isEmpty();
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
    Journal.open(directory, JournalSettings.DEFAULT, Duration.ofSeconds(10)).close();
  }

  @Test
  void takesOverFromAProcessThatWasKilled() throws Exception {
    Process holder = DirectoryHolder.start(directory);
    holder.destroyForcibly().waitFor();

    Journal.open(directory, JournalSettings.DEFAULT, Duration.ofSeconds(10)).close();

    assertThat(directory.resolve(".archon-bus/node.json")).doesNotExist();
  }

  @Test
  void waitsForAnotherProcessToLetGo() throws Exception {
    Process holder = DirectoryHolder.start(directory);
    holder.getOutputStream().close();

    try (Journal journal =
        Journal.open(directory, JournalSettings.DEFAULT, Duration.ofSeconds(20))) {
      assertThat(journal.directory()).isEqualTo(directory.toRealPath());
    }
    holder.waitFor();
  }

  @Test
  void aSecondJournalInTheSameProcessSharesTheFirst() throws IOException {
    LogId orders = LogId.topic("orders");
    Path link =
        Files.createSymbolicLink(
            directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
    Journal first = Journal.open(directory.resolve("real"), JournalSettings.DEFAULT);
    Journal second = Journal.open(link, JournalSettings.DEFAULT);

    appendOneByOne(first, orders, 1, 1);
    first.close();
    appendOneByOne(second, orders, 2, 2);

    assertThat(readAll(second.reader(), orders)).hasSize(2);
    assertThatThrownBy(() -> appendOneByOne(first, orders, 3, 3)).isInstanceOf(JournalClosed.class);
    second.close();
    Journal.open(directory.resolve("real"), JournalSettings.DEFAULT).close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSecondClassLoaderIsRefusedAndTakesNothingAwayFromTheFirst(boolean keepsProperties)
      throws Exception {
    Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
    if (!keepsProperties) {
      System.getProperties()
          .keySet()
          .removeIf(key -> key.toString().contains(directory.toString()));
    }

    assertThatThrownBy(this::openInAnotherClassLoader)
        .cause()
        .hasMessageContaining("process " + ProcessHandle.current().pid());
    Process second = DirectoryHolder.start(directory);
    second.getOutputStream().close();
    assertThat(second.waitFor()).as("a second process got the lock").isNotZero();

    journal.close();
    openInAnotherClassLoader();
  }

  private void openInAnotherClassLoader() throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader other =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> settings = other.loadClass(JournalSettings.class.getName());
      Object journal =
          other
              .loadClass(Journal.class.getName())
              .getMethod("open", Path.class, settings)
              .invoke(null, directory, settings.getField("DEFAULT").get(null));
      ((AutoCloseable) journal).close();
    }
  }

  @Test
  void refusesALinkThatAnybodyCouldHavePut() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path link =
        Files.createSymbolicLink(
            open.resolve("events"), Files.createDirectory(directory.resolve("target")));

    assertThatThrownBy(() -> Journal.open(link, JournalSettings.DEFAULT))
        .isInstanceOf(UnsafeFile.class);
    assertThatThrownBy(() -> SafeDirectory.requireSafe(link)).isInstanceOf(UnsafeFile.class);
    SafeDirectory.requireSafe(directory.resolve("target"));
    SafeDirectory.requireSafe(directory.resolve("not there"));
  }

  @Test
  void refusesAFolderOfAnotherUser() throws IOException {
    Path others = folderOfAnotherUser();

    assertThatThrownBy(() -> SafeDirectory.requireSafe(others))
        .isInstanceOf(UnsafeFile.class)
        .hasMessageContaining("but it belongs to");
  }

  /** Only root can give a folder away; for everybody else the root folder is another user's. */
  private Path folderOfAnotherUser() throws IOException {
    Path root = directory.getRoot();
    Path own = Files.createDirectory(directory.resolve("own"));
    if (!Files.getOwner(own).equals(Files.getOwner(root))) {
      return root;
    }
    Files.setAttribute(own, "unix:uid", 65_534);
    return own;
  }
}
