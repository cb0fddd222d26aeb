package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ModelDiskTest {
  private static final Path ROOT = Path.of("/model").toAbsolutePath();
  private static final Path A = ROOT.resolve("a");
  private static final Path B = ROOT.resolve("b");
  private static final Function<Unsynced, Fate> ALL = change -> Fate.KEPT;
  private static final Function<Unsynced, Fate> NONE = change -> Fate.LOST;

  private final ModelDisk disk = ModelDisk.withDirectories(ROOT);

  private static void write(Disk.OpenFile file, String text, long byteOffset) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    file.write(bytes, 0, bytes.length, byteOffset);
  }

  private static String read(ModelDisk disk, Path path) throws IOException {
    return new String(disk.content(path), StandardCharsets.US_ASCII);
  }

  private Disk.OpenFile durableFile(Path path, String text) throws IOException {
    Disk.OpenFile file = disk.create(path, Set.of());
    write(file, text, 0);
    file.force();
    disk.forceDirectory(ROOT);
    return file;
  }

  @Test
  void whatWasNotSyncedMayBeThereOrNot() throws IOException {
    Disk.OpenFile file = durableFile(A, "one");
    write(file, "two", 3);

    assertThat(read(disk, A)).isEqualTo("onetwo");
    assertThat(read(disk.afterPowerCut(ALL), A)).isEqualTo("onetwo");
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("one");
  }

  @Test
  void aLaterWriteMayBeThereWithoutAnEarlierOne() throws IOException {
    Disk.OpenFile file = durableFile(A, "one");
    write(file, "two", 3);
    write(file, "four", 6);

    ModelDisk found =
        disk.afterPowerCut(
            change ->
                change instanceof Unsynced.Write write && write.byteOffset() == 3
                    ? Fate.LOST
                    : Fate.KEPT);

    assertThat(read(found, A)).isEqualTo("one\0\0\0four");
  }

  @Test
  void aWriteMayBeThereInPart() throws IOException {
    Disk.OpenFile file = durableFile(A, "-");
    write(file, "x".repeat(1_200), 1);

    assertThat(read(disk.afterPowerCut(change -> Fate.torn(5)), A)).isEqualTo("-xxxxx");
    assertThat(read(disk.afterPowerCut(change -> Fate.zerosAfter(5)), A))
        .startsWith("-xxxxx\0\0")
        .hasSize(1_201);
    assertThat(read(disk.afterPowerCut(change -> Fate.sectors(0b101)), A))
        .isEqualTo("-" + "x".repeat(511) + "\0".repeat(512) + "x".repeat(1_201 - 1_024));
  }

  @Test
  void aFileMayBeMissingUntilItsDirectoryIsSynced() throws IOException {
    Disk.OpenFile file = disk.create(A, Set.of());
    write(file, "one", 0);
    file.force();

    assertThat(disk.afterPowerCut(NONE).stat(A)).isNull();
    assertThat(read(disk.afterPowerCut(ALL), A)).isEqualTo("one");
    disk.forceDirectory(ROOT);
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("one");
  }

  @Test
  void aDeletedFileMayComeBackUntilItsDirectoryIsSynced() throws IOException {
    durableFile(A, "one");
    disk.delete(A);

    assertThat(disk.stat(A)).isNull();
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("one");
    disk.forceDirectory(ROOT);
    assertThat(disk.afterPowerCut(NONE).stat(A)).isNull();
  }

  @Test
  void aRenameIsThereAsAWholeAndCertainOnceBothDirectoriesAreSynced() throws IOException {
    durableFile(A, "one");
    Path folder = ROOT.resolve("folder");
    Path inFolder = folder.resolve("a");
    disk.createDirectories(folder, Set.of());
    disk.forceDirectory(ROOT);
    disk.rename(A, inFolder);

    disk.forceDirectory(folder);
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("one");
    assertThat(disk.afterPowerCut(NONE).stat(inFolder)).isNull();
    disk.forceDirectory(ROOT);
    assertThat(disk.afterPowerCut(NONE).stat(A)).isNull();
    assertThat(read(disk.afterPowerCut(NONE), inFolder)).isEqualTo("one");
  }

  @Test
  void whatIsInADirectoryIsLostWithIt() throws IOException {
    Path folder = ROOT.resolve("folder");
    disk.createDirectories(folder, Set.of());
    disk.create(folder.resolve("a"), Set.of()).force();
    disk.forceDirectory(folder);

    assertThat(disk.afterPowerCut(NONE).stat(folder.resolve("a"))).isNull();
    disk.forceDirectory(ROOT);
    assertThat(disk.afterPowerCut(NONE).stat(folder.resolve("a"))).isNotNull();
  }

  @Test
  void aReplacedFileComesBackWithItsIdentity() throws IOException {
    durableFile(A, "old");
    Object identity = disk.stat(A).key();
    durableFile(B, "new");
    disk.rename(B, A);

    assertThat(read(disk, A)).isEqualTo("new");
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("old");
    assertThat(disk.afterPowerCut(NONE).stat(A).key()).isEqualTo(identity);
  }

  @Test
  void nothingWorksOnceThePowerIsCut() throws IOException {
    Disk.OpenFile file = durableFile(A, "one");
    write(file, "two", 3);
    disk.cutPowerAt(1);

    assertThatThrownBy(file::force).isInstanceOf(PowerCut.class);

    assertThatThrownBy(file::size).isInstanceOf(PowerCut.class);
    assertThatThrownBy(() -> disk.delete(A)).isInstanceOf(PowerCut.class);
    assertThat(disk.unsynced()).hasSize(1);
    assertThat(read(disk.afterPowerCut(NONE), A)).isEqualTo("one");
  }

  @Test
  void theOperationThatThePowerIsCutAtMayHaveHappened() throws IOException {
    durableFile(A, "one");
    disk.cutPowerAt(1);

    assertThatThrownBy(() -> disk.delete(A)).isInstanceOf(PowerCut.class);

    assertThat(disk.afterPowerCut(ALL).stat(A)).isNull();
    assertThat(disk.afterPowerCut(NONE).stat(A)).isNotNull();
  }
}
