package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds topics that the predecessor kept in files of other names; a file is read again only after
 * it changed.
 */
final class ForeignTopics {
  private final ReadContext context;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  ForeignTopics(ReadContext context) {
    this.context = context;
  }

  /** What a file held up to {@code end}, where a line ends. */
  private record Seen(String key, long end, Set<String> topics) {}

  /**
   * Topics other than the file's own that have lines in it; {@code stem} is its name without
   * extension.
   */
  Set<String> in(Path path, String stem) throws IOException {
    OwnFile file;
    try {
      file = OwnFile.open(context.disk(), path, context.maxLineBytes());
    } catch (UnsafeFile e) {
      context.warnings().once(path.toString(), String.valueOf(e.getMessage()));
      return Set.of();
    }
    try (file) {
      String key = String.valueOf(file.key());
      Seen known = seen.get(path);
      if (known == null || !known.key().equals(key) || known.end() > file.size()) {
        known = new Seen(key, 0, Set.of());
      }
      if (known.end() < file.size()) {
        known = goOn(file, stem, known);
        seen.put(path, known);
      }
      return known.topics();
    }
  }

  private Seen goOn(OwnFile file, String stem, Seen known) throws IOException {
    Set<String> topics = new TreeSet<>(known.topics());
    long end = known.end();
    RawLines lines = new RawLines(file.file(), context.maxLineBytes(), end);
    while (lines.next(file.size())) {
      end = lines.isTerminated() ? lines.position() : end;
      if (lines.isTooLong() || LineCodec.isSealed(lines.buffer(), lines.from(), lines.to())) {
        continue; // a line with a checksum is of the topic that the file is named for
      }
      LineMembers members = LineMembers.read(lines.buffer(), lines.from(), lines.to());
      String topic = members == null ? null : members.topic();
      if (topic != null && isForeign(topic, stem)) {
        topics.add(topic);
      }
    }
    return new Seen(known.key(), end, topics);
  }

  private boolean isForeign(String topic, String stem) {
    return !topic.isEmpty()
        && TopicFileName.ofPredecessor(topic).equals(stem)
        && !stem.equals(LogPaths.toRead(context.directory(), LogId.topic(topic)).fileName());
  }
}
