package archon.bus.journal;

import archon.bus.event.EventRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a log are.
 *
 * @param lines its own file, to which lines are appended
 * @param segments folder of its sealed segments
 * @param foreign where the predecessor kept the topic's lines, null if that is the own file
 * @param foreignSegments sealed segments of the topic that {@code foreign} belongs to
 * @param stated what no line can tell
 * @param blocks the block summary of its own file
 * @param segmentBlocks folder of those of its sealed segments
 */
record LogPaths(
    LogId log,
    String fileName,
    Path lines,
    Path segments,
    @Nullable Path foreign,
    @Nullable Path foreignSegments,
    Path stated,
    Path blocks,
    Path segmentBlocks) {
  static final String HIDDEN = ".archon-bus";
  static final String STATED = ".stated";
  static final String BLOCKS = ".blocks";
  private static final int LONGEST_QUARANTINE_NAME = 180;
  private static final int LONGEST_FILE_NAME_BYTES = 255; // NAME_MAX of Linux

  /** What the files of logs end with. */
  private static final List<String> EXTENSIONS =
      List.of(TopicFileName.EXTENSION, STATED, BLOCKS, ".filters", ".new");

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
      Path segments = folder.resolve(folderName(name));
      return new LogPaths(
          log,
          name,
          lines,
          segments,
          null,
          null,
          folder.resolve(name + STATED),
          folder.resolve(name + BLOCKS),
          segments);
    }
    Path lines = eventsDirectory.resolve(name + TopicFileName.EXTENSION);
    Path foreign = foreign(eventsDirectory, log.name(), name);
    String foreignName = TopicFileName.ofPredecessor(log.name());
    return new LogPaths(
        log,
        name,
        lines,
        eventsDirectory.resolve(folderName(name)),
        foreign,
        foreign == null ? null : eventsDirectory.resolve(folderName(foreignName)),
        hidden.resolve("topics").resolve(name + STATED),
        hidden.resolve("index").resolve(name + BLOCKS),
        hidden.resolve("index").resolve(folderName(name)));
  }

  /**
   * A folder beside files: one that belongs to {@code a.jsonl} must not be taken for a file of
   * {@code a}. No encoded name ends with a percent sign.
   */
  private static String folderName(String name) {
    return EXTENSIONS.stream().anyMatch(name::endsWith) ? name + "%" : name;
  }

  private static @Nullable Path foreign(Path eventsDirectory, String topic, String ownName) {
    String theirs = TopicFileName.ofPredecessor(topic);
    // The name of a topic read from a file: what the file system cannot hold was never a file of
    // the predecessor.
    String file = theirs + TopicFileName.EXTENSION;
    boolean possible =
        theirs.indexOf('\0') < 0
            && file.getBytes(StandardCharsets.UTF_8).length <= LONGEST_FILE_NAME_BYTES
            && !theirs.equals(ownName);
    try {
      return possible ? eventsDirectory.resolve(file) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** What is known of all sealed segments together. */
  Path segmentList() {
    return segmentBlocks.resolve("segments" + BLOCKS);
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
