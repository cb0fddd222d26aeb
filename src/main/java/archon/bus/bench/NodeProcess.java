package archon.bus.bench;

import archon.bus.journal.NodeDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Another process that is the node of a directory, so that a bus opened here is its guest. It stays
 * for all runs, to be as warmed up as this one.
 */
final class NodeProcess implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  /**
   * @param directory where a file for what it prints is made
   */
  static NodeProcess start(Path directory, Programs programs) {
    List<String> command = new ArrayList<>(programs.java());
    command.add("-Darchon.bus.http.enabled=false"); // as in this process
    command.add(NodeProgram.class.getName());
    try {
      return new NodeProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("node-output").toFile())
              .start());
    } catch (IOException e) {
      throw new BenchFailed("process %s: %s".formatted(String.join(" ", command), e), e);
    }
  }

  /** A directory that it holds, until that is closed. */
  interface Held extends AutoCloseable {
    /** Of a directory whose node is a bus of this process. */
    Held BY_NOBODY = () -> {};

    @Override
    void close();
  }

  /** Has it open a directory; returns when others can join. */
  Held hold(Path directory) {
    tell(directory.toString());
    await("serves " + directory, () -> serves(directory));
    return () -> {
      tell("");
      await("closes " + directory, () -> NodeDescriptor.of(directory) == null);
    };
  }

  private boolean serves(Path directory) {
    NodeDescriptor node = NodeDescriptor.of(directory);
    return node != null && node.pid() == process.pid() && node.service() != null;
  }

  private void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new BenchFailed(
          "node: expected process %d to listen: %s".formatted(process.pid(), e), e);
    }
  }

  private void await(String what, BooleanSupplier seen) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!seen.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new BenchFailed(
            "node: expected that process %d %s but it did not; see what it printed (--keep)"
                .formatted(process.pid(), what));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    process.destroy(); // it closes what it has open
  }
}
