package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckedFileTest {
  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void isReplacedWhole() {
    CheckedFile file = CheckedFile.at(directory.resolve("position"));

    assertThat(file.read()).isNull();
    for (String content : new String[] {"first", "", "the third"}) {
      file.write(bytes(content));
      assertThat(file.read()).isEqualTo(bytes(content));
    }
    assertThat(directory)
        .isDirectoryContaining("glob:**position")
        .isDirectoryNotContaining("glob:**new");
    assertThat(file.delete()).isTrue();
    assertThat(file.delete()).isFalse();
    assertThat(file.read()).isNull();
  }

  @Test
  void noticesEveryChangedOrMissingByte() throws IOException {
    Path path = directory.resolve("position");
    CheckedFile file = CheckedFile.at(path);
    file.write(bytes("{\"seq\":42}"));
    byte[] whole = Files.readAllBytes(path);

    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(path, changed);
      assertThatThrownBy(file::read).isInstanceOf(UnsafeFile.class);
      Files.write(path, java.util.Arrays.copyOf(whole, at));
      assertThatThrownBy(file::read).isInstanceOf(UnsafeFile.class);
    }
  }

  @Test
  void keepsTheOldContentWhenTheDiskIsFull() {
    FaultyDisk disk = new FaultyDisk();
    CheckedFile file = CheckedFile.at(disk, directory.resolve("position"));
    file.write(bytes("old"));
    disk.full(true);

    assertThatThrownBy(() -> file.write(bytes("new"))).isInstanceOf(DiskFull.class);

    assertThat(file.read()).isEqualTo(bytes("old"));
    disk.full(false);
    disk.failForces(path -> path.toString().endsWith(".new"));
    assertThatThrownBy(() -> file.write(bytes("new"))).isInstanceOf(JournalIoFailure.class);
    assertThat(file.read()).isEqualTo(bytes("old"));
  }

  @Test
  void followsNoLink() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    assertThatThrownBy(() -> CheckedFile.at(link).read()).isInstanceOf(UnsafeFile.class);
  }
}
