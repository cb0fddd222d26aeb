package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void tellsWhatItsProcessSaid() throws IOException {
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
  void tellsOfWhoeverHoldsTheDirectoryWhateverTheSystemSaysOfItsProcess(@TempDir Path directory)
      throws IOException {
    Path mine = Files.createDirectories(directory.resolve(".archon-bus"));
    NodeDescriptor ofAnotherContainer =
        new NodeDescriptor(Long.MAX_VALUE, Instant.EPOCH, SINCE, null, null);
    ofAnotherContainer.write(mine);

    assertThat(NodeDescriptor.of(directory)).as("nobody holds it").isNull();
    try (FileHold hold = FileHold.tryTake(mine.resolve("lock"))) {
      assertThat(NodeDescriptor.of(directory)).isEqualTo(ofAnotherContainer);
    }
    assertThat(NodeDescriptor.of(directory)).as("left behind").isNull();
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
  void whereItCannotBeWrittenTheOneThatWasThereTellsNothingEither() throws IOException {
    NodeDescriptor.ofThisProcess().write(hidden);
    Files.createDirectories(hidden.resolve("node.json.new/in the way"));

    assertThatThrownBy(() -> NodeDescriptor.ofThisProcess().write(hidden))
        .isInstanceOf(IOException.class);

    assertThat(NodeDescriptor.read(hidden)).isNull();
  }
}
