package archon.bus.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real file system of few megabytes, in memory; only where this user may mount one. */
public final class SmallDisk implements AutoCloseable {
  private static final String BALLAST = "ballast";

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts one on an existing directory; null where that is not allowed. */
  public static @Nullable SmallDisk mount(Path directory, int megabytes) throws IOException {
    List<String> options =
        List.of("-t", "tmpfs", "-o", "mode=700,size=" + megabytes + "m", "tmpfs");
    return run("mount", options, directory) ? new SmallDisk(directory) : null;
  }

  /** The directory that it is mounted on. */
  public Path root() {
    return root;
  }

  /** Takes all the space that is left. */
  public void fill() throws IOException {
    Path ballast = root.resolve(BALLAST);
    for (int chunkBytes : List.of(64 * 1024, 4096, 1)) {
      try (OutputStream out = Files.newOutputStream(ballast.resolveSibling(BALLAST + chunkBytes))) {
        while (true) {
          out.write(new byte[chunkBytes]);
        }
      } catch (IOException e) {
        if (!DiskFull.is(e)) {
          throw e;
        }
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    for (int chunkBytes : List.of(64 * 1024, 4096, 1)) {
      Files.deleteIfExists(root.resolve(BALLAST + chunkBytes));
    }
  }

  /** Allows no more writes, or allows them again; nothing may be open for writing. */
  public void readOnly(boolean now) throws IOException {
    if (!run("mount", List.of("-o", "remount," + (now ? "ro" : "rw")), root)) {
      throw new IOException(root + ": could not be mounted again");
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", List.of("--lazy"), root)) {
      throw new IOException(root + ": could not be unmounted");
    }
  }

  private static boolean run(String program, List<String> arguments, Path last) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    command.add(last.toString());
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // no such program
    }
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
