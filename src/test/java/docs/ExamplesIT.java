package docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the documents show is what runs: every Java and shell block, with the built distribution.
 */
final class ExamplesIT {
  private static final String GUIDE = "docs/guide.md";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"README.md", GUIDE})
  void everyJavaBlockCompilesAndRuns(String file) throws Exception {
    String imports = Document.of(GUIDE).blocks("java imports").get(0).text();
    JavaProgram program = JavaProgram.of(Document.of(file), imports, "bus.close();");
    String libraries = Command.libraries();
    Path classes = Files.createDirectory(directory.resolve("classes"));
    Path workingDirectory = Files.createDirectory(directory.resolve("work"));

    program.compileTo(classes, libraries);
    Command.run(
        workingDirectory,
        List.of(Command.java(), "-cp", classes + File.pathSeparator + libraries, program.name()));

    assertThat(workingDirectory.resolve("events")).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", GUIDE})
  void everyShellBlockSucceedsAndPrintsWhatIsShown(String file) throws Exception {
    Document document = Document.of(file);

    for (Document.Block block : document.blocks("sh")) {
      if (!isBuild(block)) {
        String output = runInBash(block);
        if (document.outputOf(block).isPresent()) {
          assertThat(output).matches(document.outputPatternOf(block));
        }
      }
    }

    assertThat(directory.resolve("events")).isNotEmptyDirectory();
  }

  private String runInBash(Document.Block block) throws IOException, InterruptedException {
    return Command.run(directory, List.of("bash", "-euo", "pipefail", "-c", block.text()));
  }

  /** The two commands that this test runs in. */
  private static boolean isBuild(Document.Block block) {
    return block.text().startsWith("mvn ");
  }
}
