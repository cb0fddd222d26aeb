package docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadmeTest {

  @Test
  void namesTheTestCommandThatEveryChangeMustPass() throws IOException {
    List<String> commands =
        Document.of("README.md")
            .blocks("sh")
            .get(0)
            .text()
            .lines()
            .map(ReadmeTest::command)
            .toList();

    List<String> checks = Files.readAllLines(Path.of(".ci", "run"));

    assertThat(commands).hasSize(2);
    assertThat(checks)
        .filteredOn(line -> line.startsWith("mvn "))
        .singleElement()
        .asString()
        .startsWith(commands.get(1) + " |");
  }

  private static String command(String line) {
    int comment = line.indexOf(" #");
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }
}
