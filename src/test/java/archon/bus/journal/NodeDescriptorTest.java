package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeDescriptorTest {
  private static final Instant SINCE = Instant.parse("2026-04-16T12:00:00Z");

  @TempDir Path hidden;

  private Path file() {
    return hidden.resolve("node.json");
  }

  @Test
  void tellsWhatItsProcessSaid() {
    NodeDescriptor own = NodeDescriptor.ofThisProcess();

    own.write(hidden);

    assertThat(NodeDescriptor.read(hidden)).isEqualTo(own);
    assertThat(own.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void canBeReadByItsOwnerOnlyAlsoWhereAnotherStoodBefore() throws IOException {
    Files.writeString(file(), "{}");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-r--"));

    NodeDescriptor.ofThisProcess().write(hidden);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatAProcessLeftBehindThatHasEndedTellsNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    new NodeDescriptor(ended.pid(), null, SINCE, null, null).write(hidden);

    assertThat(NodeDescriptor.read(hidden)).isNull();
  }

  @Test
  void aProcessThatWasGivenThePidOfAnEndedOneIsNotTakenForIt() {
    NodeDescriptor own = NodeDescriptor.ofThisProcess();
    Instant started = own.started();
    assertThat(started).isNotNull();

    new NodeDescriptor(own.pid(), started.minusSeconds(60), SINCE, null, null).write(hidden);

    assertThat(NodeDescriptor.read(hidden)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"pid\":",
        "[]",
        "{\"pid\":\"one\",\"since\":\"2026-04-16T12:00:00Z\"}",
        "{\"pid\":1}",
        "{\"pid\":1,\"since\":\"yesterday\"}",
        "{\"pid\":1,\"since\":{}}"
      })
  void whatIsNoDescriptorTellsNothing(String text) throws IOException {
    Files.writeString(file(), text);

    assertThat(NodeDescriptor.read(hidden)).isNull();
  }

  @Test
  void whereItCannotBeWrittenNothingIsTold() throws IOException {
    Files.createDirectories(file().resolve("in the way"));

    NodeDescriptor.ofThisProcess().write(hidden);

    assertThat(NodeDescriptor.read(hidden)).isNull();
  }
}
