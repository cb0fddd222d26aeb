package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RawLinesTest {
  @TempDir Path directory;

  @Test
  void tellsLinesOfAnyLengthApartWhereverTheyStand() throws IOException {
    Random random = new Random(7);
    List<String> lines =
        IntStream.range(0, 20_000).mapToObj(i -> "é\u000b".repeat(random.nextInt(10))).toList();

    assertThat(read(String.join("\n", lines) + "\n")).isEqualTo(lines);
  }

  @Test
  void tellsLinesApartThatAreLongerThanItsBuffer() throws IOException {
    List<String> lines = List.of("a".repeat(9_000), "", "b".repeat(70_000), "c", "d".repeat(8_192));

    assertThat(read(String.join("\n", lines))).isEqualTo(lines);
  }

  private List<String> read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("lines"), text);
    List<String> found = new ArrayList<>();
    try (Disk.OpenFile open = RealDisk.INSTANCE.openToRead(file)) {
      RawLines lines = new RawLines(open, 1 << 20, 0);
      while (lines.next(open.size())) {
        int length = lines.to() - lines.from();
        found.add(new String(lines.buffer(), lines.from(), length, StandardCharsets.UTF_8));
      }
    }
    return found;
  }
}
