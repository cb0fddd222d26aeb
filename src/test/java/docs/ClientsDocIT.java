package docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import archon.bus.TestBus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/clients.md} shows is what runs, where the programs it needs are there. */
final class ClientsDocIT {
  private static final String MODULE = "python archon_bus.py";

  @TempDir Path directory;
  private Document document;
  private TestBus bus;

  @BeforeEach
  void open() throws IOException {
    document = Document.of("docs/clients.md");
    bus = TestBus.open(directory.resolve("events"), "archon.bus.http.heartbeat = 1s");
    assertThat(bus.url()).as("served, as the clients find in node.json").isNotNull();
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void everyPythonBlockRunsAndPrintsWhatIsShown() throws Exception {
    assumeTrue(isThere("python3"));
    Files.writeString(directory.resolve("archon_bus.py"), document.blocks(MODULE).get(0).text());

    for (Document.Block block : document.blocks("python")) {
      assertThat(Command.run(directory, List.of("python3", "-c", block.text())))
          .matches(document.outputPatternOf(block));
    }
  }

  /** The pipe that {@code head} closes ends curl with an error that means nothing. */
  @Test
  void everyCurlBlockRunsAndPrintsWhatIsShown() throws Exception {
    assumeTrue(isThere("curl"));

    for (Document.Block block : document.blocks("sh")) {
      assertThat(Command.run(directory, List.of("bash", "-eu", "-c", block.text())))
          .matches(document.outputPatternOf(block));
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
