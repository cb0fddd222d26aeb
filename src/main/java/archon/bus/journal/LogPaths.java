package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a log are.
 *
 * @param lines its own file
 * @param foreign where the predecessor kept the topic's lines, null if that is the own file
 * @param stated what no line can tell
 * @param blocks the block summary
 */
record LogPaths(
    LogId log, String fileName, Path lines, @Nullable Path foreign, Path stated, Path blocks) {
  static final String HIDDEN = ".archon-bus";
  static final String STATED = ".stated";
  private static final String BLOCKS = ".blocks";
  private static final int LONGEST_QUARANTINE_NAME = 180;

  /**
   * Stands for names that are too odd for a file of their own; it is the encoding of none, so no
   * such file is ever written.
   */
  private static final String UNWRITABLE = "%unwritable";

  /**
   * The files of a log that is to be written.
   *
   * @throws EventRefused if its name makes no file name
   */
  static LogPaths toWrite(Path eventsDirectory, LogId log) {
    return of(eventsDirectory, log, TopicFileName.encode(log));
  }

  /**
   * The files of a log that is to be read: a topic too odd to be written may still have lines in a
   * foreign file.
   */
  static LogPaths toRead(Path eventsDirectory, LogId log) {
    try {
      return toWrite(eventsDirectory, log);
    } catch (EventRefused e) {
      return of(eventsDirectory, log, UNWRITABLE);
    }
  }

  private static LogPaths of(Path eventsDirectory, LogId log, String name) {
    Path hidden = eventsDirectory.resolve(HIDDEN);
    if (log.kind() == LogId.Kind.ENTITY) {
      Path folder = hidden.resolve("persistence");
      Path lines = folder.resolve(name + TopicFileName.EXTENSION);
      return new LogPaths(
          log, name, lines, null, folder.resolve(name + STATED), folder.resolve(name + BLOCKS));
    }
    Path lines = eventsDirectory.resolve(name + TopicFileName.EXTENSION);
    return new LogPaths(
        log,
        name,
        lines,
        foreign(eventsDirectory, log.name(), name),
        hidden.resolve("topics").resolve(name + STATED),
        hidden.resolve("index").resolve(name + BLOCKS));
  }

  private static @Nullable Path foreign(Path eventsDirectory, String topic, String ownName) {
    String theirs = TopicFileName.ofPredecessor(topic);
    // The name of a topic read from a file: what the file system cannot hold was never a file of
    // the predecessor.
    boolean possible =
        theirs.indexOf('\0') < 0 && theirs.length() <= 255 && !theirs.equals(ownName);
    try {
      return possible ? eventsDirectory.resolve(theirs + TopicFileName.EXTENSION) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /**
   * Where bytes cut from the end of the own file are kept; the name is free unless the same was cut
   * in the same millisecond.
   */
  Path quarantine(Path eventsDirectory, long byteOffset, long epochMillis) {
    String shortened =
        fileName.length() <= LONGEST_QUARANTINE_NAME
            ? fileName
            : fileName.substring(0, LONGEST_QUARANTINE_NAME);
    return eventsDirectory
        .resolve(HIDDEN)
        .resolve("quarantine")
        .resolve("%s-%d-%d.bytes".formatted(shortened, byteOffset, epochMillis));
  }

  /** Whether the own file of a topic may hold lines of other topics. */
  boolean mayHoldOthers() {
    return log.kind() == LogId.Kind.TOPIC && TopicFileName.mayHoldOtherTopics(fileName);
  }
}
