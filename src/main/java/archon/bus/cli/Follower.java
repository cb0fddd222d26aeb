package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.journal.DamagedLine;
import archon.bus.read.ReadSide;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads topics as they grow, whoever writes them, without a lock. For one thread. */
final class Follower implements AutoCloseable {
  private static final int MAX_EVENTS = 1_000;
  private static final long MAX_BYTES = 1 << 20;

  private final ReadSide reads;
  private final TopicPattern pattern;
  private final Consumer<String> talk;
  private final Map<String, TopicCursor> cursors = new TreeMap<>();
  private boolean damaged;

  private Follower(ReadSide reads, TopicPattern pattern, Consumer<String> talk) {
    this.reads = reads;
    this.pattern = pattern;
    this.talk = talk;
  }

  /** Topics that come later are read from their first event, whatever {@code start} says. */
  static Follower start(
      ReadSide reads, TopicPattern pattern, StartPosition start, Consumer<String> talk) {
    Follower follower = new Follower(reads, pattern, talk);
    for (String topic : follower.selected()) {
      follower.cursors.put(topic, reads.from(topic, reads.startSeq(topic, start)));
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
      cursors.computeIfAbsent(topic, created -> reads.from(created, 1));
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

  private List<String> selected() {
    return pattern.isPlain()
        ? List.of(pattern.text())
        : reads.topics().stream().filter(pattern::matches).toList();
  }

  private List<StoredEvent> next(String topic) {
    TopicCursor cursor = cursors.get(topic);
    if (cursor == null) {
      return List.of();
    }
    try {
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
      cursor.close();
      cursors.put(topic, reads.from(topic, damage.lastSeq() + 1));
      return List.of();
    }
  }

  @Override
  public void close() {
    cursors.values().forEach(TopicCursor::close);
  }
}
