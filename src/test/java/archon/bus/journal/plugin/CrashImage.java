package archon.bus.journal.plugin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What a crash leaves: the files as they are while the journal runs, some of them torn. */
final class CrashImage {
  private CrashImage() {}

  static void of(Path directory, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.copy(file, target.resolve(directory.relativize(file)));
    }
  }

  static void cutTail(Path file, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }
}
