package archon.bus.member;

import archon.bus.guest.ScriptedNode;
import archon.bus.journal.FileHold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds an events directory as another process would, so that a bus of this one becomes its guest;
 * serves it with a {@link ScriptedNode}, or nobody.
 */
public final class ScriptedHolder implements AutoCloseable {
  private final Path hidden;
  private final FileHold hold;
  private @Nullable ScriptedNode node;

  private ScriptedHolder(Path directory) {
    try {
      hidden = Files.createDirectories(directory.toRealPath().resolve(".archon-bus"));
      hold = Objects.requireNonNull(FileHold.tryTake(hidden.resolve("lock")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that serves nobody. */
  public static ScriptedHolder alone(Path directory) {
    return new ScriptedHolder(directory);
  }

  public static ScriptedHolder serving(Path directory) {
    ScriptedHolder holder = new ScriptedHolder(directory);
    ScriptedNode node = new ScriptedNode();
    holder.node = node;
    holder.announce(node.port(), node.secrets().proof());
    return holder;
  }

  /** Writes whom others are to ask. */
  public void announce(int port, String proof) {
    String json =
        "{\"pid\":%d,\"since\":\"%s\",\"link\":\"%d\",\"token\":\"%s\",\"proof\":\"%s\"}"
            .formatted(
                ProcessHandle.current().pid(),
                Instant.EPOCH,
                port,
                node == null ? proof : node.secrets().token(),
                proof);
    try {
      Files.writeString(hidden.resolve("node.json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ScriptedNode node() {
    return Objects.requireNonNull(node);
  }

  /** Ends as a process that is killed: its file stays. */
  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (node != null) {
      node.close();
    }
  }
}
