package archon.bus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The temporary directory of a bench. It goes when the bench ends, also by Ctrl-C, unless it is
 * kept.
 */
final class BenchFiles implements AutoCloseable {
  private static final int ATTEMPTS = 5; // files may still be made while the process is ending
  private static final long FAREWELL_SECONDS = 3;

  private final Path root;
  private final boolean keep;
  private final Thread hook = new Thread(this::deleteAtTheEnd, "bench-cleaner");
  private final CountDownLatch closed = new CountDownLatch(1);
  private int directories;

  private BenchFiles(Path root, boolean keep) {
    this.root = root;
    this.keep = keep;
  }

  static BenchFiles create(Path parent, boolean keep) {
    try {
      BenchFiles files = new BenchFiles(Files.createTempDirectory(parent, "archon-bench-"), keep);
      if (!keep) {
        Runtime.getRuntime().addShutdownHook(files.hook);
      }
      return files;
    } catch (IOException e) {
      throw new BenchFailed(
          "bench: expected to make a directory in %s but could not: %s".formatted(parent, e), e);
    }
  }

  /** Holds all the others. */
  Path root() {
    return root;
  }

  /** A new directory that tells what it is for. */
  Path newDirectory(String purpose) {
    try {
      return Files.createDirectory(root.resolve("%s-%d".formatted(purpose, ++directories)));
    } catch (IOException e) {
      throw new BenchFailed("bench: %s: %s".formatted(root, e), e);
    }
  }

  /** Frees the space of a run that is over, unless it is kept. */
  void discard(Path directory) {
    if (!keep) {
      deleteAsFarAsPossible(directory);
    }
  }

  /** Size of all event files below a directory. */
  static long bytesOfEvents(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies the files of a log that is closed; its sealed segments, of which each has a folder, are
   * never changed, so that a link will do.
   */
  static void copyLog(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files.skip(1)::iterator) {
        Path relative = from.relativize(file);
        Path copy = to.resolve(relative);
        if (Files.isDirectory(file)) {
          Files.createDirectory(copy);
        } else if (relative.getNameCount() > 1 && !relative.startsWith(".archon-bus")) {
          Files.createLink(copy, file);
        } else {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new BenchFailed("bench: copying %s to %s failed: %s".formatted(from, to, e), e);
    }
  }

  /** The process was told to end: a bus that is open closes first, and then this is closed. */
  private void deleteAtTheEnd() {
    try {
      boolean ignored = closed.await(FAREWELL_SECONDS, TimeUnit.SECONDS); // else it goes anyway
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deleteAsFarAsPossible(root);
  }

  private static void deleteAsFarAsPossible(Path directory) {
    for (int attempt = 1; attempt <= ATTEMPTS && Files.exists(directory); attempt++) {
      try {
        delete(directory);
      } catch (IOException tryAgain) {
        // What is left is in a directory for temporary files, and named after the bench.
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    if (keep) {
      return;
    }
    deleteAsFarAsPossible(root);
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already.
    }
  }
}
