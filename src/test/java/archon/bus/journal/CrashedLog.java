package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A topic whose writer was left in the middle of its work, and the files as they were at that
 * moment.
 */
final class CrashedLog {
  final Path directory;
  final LogId log;
  final ReadContext context;
  final LogPaths paths;
  private final Map<Path, byte[]> files = new HashMap<>();

  private CrashedLog(Path directory, LogId log, Disk disk) {
    this.directory = directory;
    this.log = log;
    this.paths = LogPaths.toWrite(directory, log);
    this.context =
        new ReadContext(disk, directory, JournalSettings.DEFAULT, LogEnds.UNKNOWN, new Warnings());
  }

  /** Writes each list as one append and crashes. */
  static CrashedLog after(Path directory, Disk disk, LogId log, List<List<LineGroup>> appends)
      throws IOException {
    CrashedLog crashed = new CrashedLog(directory, log, disk);
    for (String folder : List.of("topics", "index", "persistence")) {
      Files.createDirectories(directory.resolve(".archon-bus").resolve(folder));
    }
    LogWriter writer = crashed.open();
    for (List<LineGroup> groups : appends) {
      append(writer, groups);
    }
    crashed.remember();
    return crashed;
  }

  static void append(LogWriter writer, List<LineGroup> groups) {
    LineBuffer lines = new LineBuffer();
    groups.forEach(group -> lines.add(group, 0));
    writer.append(lines, Runnable::run);
    writer.summarize();
  }

  private void remember() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
  }

  /** Puts all files back as the crash left them, each with its identity. */
  void restore() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!files.containsKey(file)) {
          Files.delete(file);
        }
      }
    }
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  byte[] lines() {
    return files.get(paths.lines());
  }

  /** Recovers the log as the next process would. */
  LogWriter open() throws IOException {
    return LogWriter.open(context, paths, false, end -> {});
  }

  JournalReader reader() {
    return JournalReader.of(
        new ReadContext(
            context.disk(), directory, JournalSettings.DEFAULT, LogEnds.UNKNOWN, new Warnings()));
  }
}
