package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalReader;
import archon.bus.read.ReadSide;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads topics as they grow, whoever writes them, without a lock. For one thread. */
final class Follower implements AutoCloseable {
  private static final int MAX_EVENTS = 1_000;
  private static final long MAX_BYTES = 1 << 20;

  private final JournalReader journal;
  private final ReadSide reads;
  private final TopicPattern pattern;
  private final Consumer<String> talk;
  private final Map<String, TopicCursor> cursors = new TreeMap<>();
  private final Set<String> unreadable = new HashSet<>(); // told
  private boolean damaged;

  private Follower(
      JournalReader journal, ReadSide reads, TopicPattern pattern, Consumer<String> talk) {
    this.journal = journal;
    this.reads = reads;
    this.pattern = pattern;
    this.talk = talk;
  }

  /** Topics that come later are read from their first event, whatever {@code start} says. */
  static Follower start(
      JournalReader journal,
      ReadSide reads,
      TopicPattern pattern,
      StartPosition start,
      Consumer<String> talk) {
    Follower follower = new Follower(journal, reads, pattern, talk);
    for (String topic : follower.selected()) {
      try {
        follower.cursors.put(topic, reads.from(topic, reads.startSeq(topic, start)));
      } catch (JournalException e) {
        follower.passOver(topic, e);
      }
    }
    return follower;
  }

  /**
   * Hands on what is new, a portion of each topic, until {@code sink} answers false. Returns
   * whether anything was.
   */
  boolean poll(Predicate<StoredEvent> sink) {
    boolean any = false;
    for (String topic : selected()) {
      for (StoredEvent event : next(topic)) {
        any = true;
        if (!sink.test(event)) {
          return true;
        }
      }
    }
    return any;
  }

  /** Whether a line was met that could not be read. */
  boolean metDamage() {
    return damaged;
  }

  /** By the names of files: to open each one, whenever there may be something new, is too much. */
  private List<String> selected() {
    return pattern.isPlain()
        ? List.of(pattern.text())
        : journal.topicsWithFiles().stream().filter(pattern::matches).toList();
  }

  /** One topic that cannot be read must not keep the others from being followed. */
  private void passOver(String topic, JournalException failure) {
    if (pattern.isPlain()) {
      throw failure;
    }
    if (unreadable.add(topic)) {
      talk.accept("archon-bus: " + failure.getMessage());
    }
  }

  private List<StoredEvent> next(String topic) {
    try {
      TopicCursor cursor = cursors.computeIfAbsent(topic, created -> reads.from(created, 1));
      TopicCursor.Batch batch = cursor.next(MAX_EVENTS, MAX_BYTES);
      TopicCursor.Gap gap = batch.gap();
      if (gap != null) {
        talk.accept(
            "archon-bus: events %d to %d of topic %s were removed before they were read"
                .formatted(gap.firstSeq(), gap.lastSeq(), topic));
      }
      return batch.events();
    } catch (DamagedLine damage) {
      damaged = true;
      talk.accept("archon-bus: " + damage.getMessage());
      TopicCursor met = cursors.put(topic, reads.from(topic, damage.lastSeq() + 1));
      if (met != null) {
        met.close();
      }
      return List.of();
    } catch (JournalException failure) {
      passOver(topic, failure);
      return List.of();
    }
  }

  @Override
  public void close() {
    cursors.values().forEach(TopicCursor::close);
  }
}
