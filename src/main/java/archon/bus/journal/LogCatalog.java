package archon.bus.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The logs of an events directory by the names of their files. Only where a name was too long for a
 * file, what the file says is read.
 */
final class LogCatalog {
  private static final String TOPICS = "topics";
  private static final String ENTITIES = "persistence";

  private final ReadContext context;
  private final ForeignTopics foreignTopics;

  LogCatalog(ReadContext context) {
    this.context = context;
    this.foreignTopics = new ForeignTopics(context);
  }

  /** Topics that may have lines: by their own files, or in a predecessor's foreign ones. */
  SortedSet<String> topicsWithFiles() throws IOException {
    SortedSet<String> topics = new TreeSet<>();
    Set<String> names = new TreeSet<>(context.disk().list(context.directory(), ""));
    for (String name : names) {
      Path path = context.directory().resolve(name);
      if (name.endsWith(TopicFileName.EXTENSION)) {
        String stem = name.substring(0, name.length() - TopicFileName.EXTENSION.length());
        add(stem, List.of(path), topics);
      } else if (TopicFileName.mayHoldOtherTopics(name)
          || !names.contains(name + TopicFileName.EXTENSION)) {
        addSealed(name, path, topics);
      }
    }
    return topics;
  }

  /** After a crash a topic may have nothing but sealed segments. */
  private void addSealed(String name, Path folder, SortedSet<String> topics) throws IOException {
    try {
      List<Path> sealed = Segment.files(context.disk(), folder);
      if (!sealed.isEmpty()) {
        add(name, sealed, topics);
      }
    } catch (UnsafeFile e) {
      context.warnings().once(name, String.valueOf(e.getMessage()));
    }
  }

  private void add(String stem, List<Path> files, SortedSet<String> topics) {
    String topic = TopicFileName.decode(stem);
    if (topic != null) {
      topics.add(topic);
    }
    if (TopicFileName.mayHoldOtherTopics(stem)) {
      for (Path file : files) {
        addForeign(file, stem, topics);
      }
    }
  }

  private void addForeign(Path file, String stem, SortedSet<String> topics) {
    try {
      topics.addAll(foreignTopics.in(file, stem));
    } catch (IOException e) {
      // Whoever reads the topic that the file is named for fails with it; the others go on.
      context.warnings().once(file.toString(), "%s: reading failed: %s".formatted(file, e));
    }
  }

  /** Topics that this journal has written to, also when none of their lines are left. */
  SortedSet<String> topicsWritten() throws IOException {
    SortedSet<String> topics = new TreeSet<>();
    for (String stem : stems(hidden(TOPICS), LogPaths.STATED)) {
      String topic = TopicFileName.decode(stem);
      if (topic != null) {
        topics.add(topic);
      }
    }
    return topics;
  }

  /** Persistent actors that are no topics and that this journal has written for. */
  SortedSet<String> entitiesWritten() throws IOException {
    return entities(stems(hidden(ENTITIES), LogPaths.STATED));
  }

  /** Persistent actors that are no topics and may have lines. */
  SortedSet<String> entitiesWithFiles() throws IOException {
    return entities(stems(hidden(ENTITIES), TopicFileName.EXTENSION));
  }

  private SortedSet<String> entities(List<String> stems) throws IOException {
    SortedSet<String> ids = new TreeSet<>();
    for (String stem : stems) {
      String whole = TopicFileName.decode(stem);
      String id = whole == null ? shortened(stem) : whole;
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** The id whose name was shortened to {@code stem}, null if its files do not tell. */
  private @Nullable String shortened(String stem) throws IOException {
    try {
      String stated = statedName(stem);
      String id = stated == null ? nameInFirstLine(stem) : stated;
      return id != null && FileName.of(id).equals(stem) ? id : null;
    } catch (UnsafeFile e) {
      context.warnings().once(stem, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable String statedName(String stem) throws IOException {
    byte[] slots =
        beginning(hidden(ENTITIES).resolve(stem + LogPaths.STATED), 2 * StatedFacts.SLOT_BYTES);
    for (int from = 0; from < slots.length; from += StatedFacts.SLOT_BYTES) {
      if (StatedFacts.isWhole(slots, from)) {
        return member("log", slots, from, StatedFacts.SLOT_BYTES);
      }
    }
    return null;
  }

  private byte[] beginning(Path path, int bytes) throws IOException {
    try (OwnFile file = OwnFile.open(context.disk(), path, context.maxLineBytes())) {
      byte[] read = new byte[file.size() < bytes ? 0 : bytes];
      int filled = 0;
      for (int got = 0; got >= 0 && filled < read.length; filled += Math.max(0, got)) {
        got = file.file().read(read, filled, read.length - filled, filled);
      }
      return read;
    }
  }

  private @Nullable String nameInFirstLine(String stem) throws IOException {
    Path sealed = hidden(ENTITIES).resolve(stem);
    List<Path> files = new ArrayList<>();
    for (String segment : stems(sealed, TopicFileName.EXTENSION)) {
      files.add(sealed.resolve(segment + TopicFileName.EXTENSION));
    }
    files.add(hidden(ENTITIES).resolve(stem + TopicFileName.EXTENSION));
    for (Path path : files) {
      try (OwnFile file = OwnFile.open(context.disk(), path, context.maxLineBytes())) {
        if (!file.isEmpty()) {
          RawLines lines = new RawLines(file.file(), context.maxLineBytes(), 0);
          return lines.next(file.size()) && !lines.isTooLong()
              ? member("persistence_id", lines.buffer(), lines.from(), lines.to() - lines.from())
              : null;
        }
      }
    }
    return null;
  }

  private static @Nullable String member(String name, byte[] json, int from, int length)
      throws IOException {
    try {
      JsonNode value = JsonTrees.MAPPER.readTree(json, from, length).get(name);
      return value == null || !value.isTextual() ? null : value.textValue();
    } catch (JacksonException e) {
      return null; // damaged, and nothing else tells the name
    }
  }

  private List<String> stems(Path folder, String suffix) throws IOException {
    List<String> stems = new ArrayList<>();
    for (String file : context.disk().list(folder, suffix)) {
      stems.add(file.substring(0, file.length() - suffix.length()));
    }
    Collections.sort(stems);
    return stems;
  }

  private Path hidden(String folder) {
    return context.directory().resolve(LogPaths.HIDDEN).resolve(folder);
  }
}
