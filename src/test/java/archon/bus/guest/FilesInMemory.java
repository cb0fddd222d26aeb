package archon.bus.guest;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The files of a directory as a guest or a node sees them, in memory. Safe from any thread. */
final class FilesInMemory implements ReadSide {
  /** From where topics were read, in the order of the reads. */
  final List<Long> readsFrom = new CopyOnWriteArrayList<>();

  /** Topics that were made to survive a power cut. */
  final Set<String> synced = ConcurrentHashMap.newKeySet();

  final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private volatile Runnable onRead = () -> {};
  private final Map<String, List<StoredEvent>> topics = new TreeMap<>(); // guarded by this

  static EncodedEvent event(String topic, int number) {
    return encoded(Event.create(topic, Map.of("number", number), "fenrir"));
  }

  static EncodedEvent encoded(Event event) {
    return EncodedEvent.forPublish(event, EventLimits.DEFAULT);
  }

  /** What happens while a topic is read. */
  void onRead(Runnable event) {
    onRead = event;
  }

  synchronized void store(EncodedEvent... events) {
    for (EncodedEvent event : events) {
      List<StoredEvent> stored = topics.computeIfAbsent(event.topic(), topic -> new ArrayList<>());
      stored.add(new StoredEvent(stored.size() + 1, event.event()));
    }
  }

  private synchronized List<StoredEvent> stored(String topic) {
    if (unreadable.contains(topic)) {
      throw new IllegalStateException("topic %s: made unreadable by the test".formatted(topic));
    }
    return List.copyOf(topics.getOrDefault(topic, List.of()));
  }

  @Override
  public synchronized List<String> topics() {
    return List.copyOf(topics.keySet());
  }

  @Override
  public void sync(String topic) {
    synced.add(topic);
  }

  @Override
  public TopicRange range(String topic) {
    return new TopicRange(1, stored(topic).size());
  }

  @Override
  public TopicCursor from(String topic, long seq) {
    readsFrom.add(seq);
    onRead.run();
    return new TopicCursor() {
      private long next = seq;

      @Override
      public Batch next(int maxEvents, long maxBytes) {
        List<StoredEvent> events =
            stored(topic).stream()
                .filter(e -> e.seq() >= next)
                .limit(Math.min(3, maxEvents))
                .toList();
        next += events.size();
        return new Batch(events, null);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long startSeq(String topic, StartPosition start) {
    throw new UnsupportedOperationException("no subscription begins here");
  }

  @Override
  public EventCursor history(HistoryQuery query) {
    throw new UnsupportedOperationException("nobody asks for history");
  }

  @Override
  public EventCursor replay(ReplayQuery query) {
    throw new UnsupportedOperationException("nobody replays");
  }
}
