package archon.bus.subscription;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicSelection;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Topics in memory that can be published to, read and cleared; pushes can be lost and reads can
 * fail.
 */
final class InMemoryLog implements ReadSide, Pushes {
  private static final Instant TIME = Instant.parse("2026-04-16T12:00:00Z");

  private final Map<String, Stored> topics = new TreeMap<>();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<Runnable> interruptions = new CopyOnWriteArrayList<>();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
  private final AtomicInteger openCursors = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Runnable beforeRead = () -> {};
  private volatile Runnable beforeRange = () -> {};

  private record Subscriber(TopicSelection topics, Consumer<Delivery> ref) {}

  private static final class Stored {
    final List<StoredEvent> events = new ArrayList<>();
    long lastSeq;

    long firstSeq() {
      return lastSeq + 1 - events.size();
    }
  }

  static Event event(String topic, long number) {
    return Event.create(topic, Map.of("n", number), "test").withTimestamp(TIME.plusSeconds(number));
  }

  /** Stores events and pushes them in one batch. */
  void publish(String topic, int count) {
    push(store(topic, count));
  }

  /** Stores events whose push is lost, or comes later. */
  synchronized Delivery store(String topic, int count) {
    Stored stored = topics.computeIfAbsent(topic, name -> new Stored());
    List<StoredEvent> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(new StoredEvent(++stored.lastSeq, event(topic, stored.lastSeq)));
    }
    stored.events.addAll(batch);
    return delivery(batch, 250L * count);
  }

  /** A push of these events, which are of one topic and dense. */
  static Delivery delivery(List<StoredEvent> events, long bytes) {
    StoredEvent first = events.get(0);
    long lastSeq = first.seq() + events.size() - 1;
    return new Delivery(first.event().topic(), first.seq(), lastSeq, bytes, () -> events);
  }

  void push(Delivery push) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.topics().matches(push.topic())) {
        subscriber.ref().accept(push);
      }
    }
  }

  /** Tells all subscribers that pushes come again after a time in which none did. */
  void interruptionHasEnded() {
    interruptions.forEach(Runnable::run);
  }

  synchronized void clear(String topic) {
    topics.computeIfAbsent(topic, name -> new Stored()).events.clear();
  }

  /** As if an older copy of the topic had been put back. */
  synchronized void cutTo(String topic, long lastSeq) {
    Stored stored = topics.get(topic);
    stored.events.removeIf(event -> event.seq() > lastSeq);
    stored.lastSeq = lastSeq;
  }

  void failReads(String topic, RuntimeException failure) {
    failures.put(topic, failure);
  }

  void healReads(String topic) {
    failures.remove(topic);
  }

  void beforeRead(Runnable action) {
    beforeRead = action;
  }

  void beforeRange(Runnable action) {
    beforeRange = action;
  }

  int subscriberCount() {
    return subscribers.size();
  }

  int openCursors() {
    return openCursors.get();
  }

  int reads() {
    return reads.get();
  }

  @Override
  public Registration register(
      TopicSelection selected, Consumer<Delivery> subscriber, Runnable afterInterruption) {
    Subscriber registered = new Subscriber(selected, subscriber);
    subscribers.add(registered);
    interruptions.add(afterInterruption);
    return () -> subscribers.remove(registered);
  }

  @Override
  public synchronized List<String> topics() {
    return topics.keySet().stream().filter(topic -> !topics.get(topic).events.isEmpty()).toList();
  }

  @Override
  public TopicRange range(String topic) {
    beforeRange.run();
    synchronized (this) {
      failIfAsked(topic);
      Stored stored = topics.get(topic);
      return stored == null ? TopicRange.EMPTY : new TopicRange(stored.firstSeq(), stored.lastSeq);
    }
  }

  private void failIfAsked(String topic) {
    RuntimeException failure = failures.get(topic);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public TopicCursor from(String topic, long seq) {
    openCursors.incrementAndGet();
    return new Cursor(topic, seq);
  }

  private final class Cursor implements TopicCursor {
    private final String topic;
    private long nextSeq;
    private boolean closed;

    Cursor(String topic, long seq) {
      this.topic = topic;
      this.nextSeq = seq;
    }

    @Override
    public Batch next(int maxEvents, long maxBytes) {
      beforeRead.run();
      reads.incrementAndGet();
      synchronized (InMemoryLog.this) {
        failIfAsked(topic);
        Stored stored = topics.get(topic);
        if (stored == null || nextSeq > stored.lastSeq) {
          return new Batch(List.of(), null);
        }
        Gap gap = null;
        if (nextSeq < stored.firstSeq()) {
          gap = new Gap(nextSeq, stored.firstSeq() - 1);
          nextSeq = stored.firstSeq();
        }
        int from = (int) (nextSeq - stored.firstSeq());
        int max = (int) Math.min(maxEvents, Math.max(1, maxBytes / 250));
        int to = Math.min(stored.events.size(), from + max);
        nextSeq += to - from;
        return new Batch(List.copyOf(stored.events.subList(from, to)), gap);
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openCursors.decrementAndGet();
      }
    }
  }

  @Override
  public long startSeq(String topic, StartPosition start) {
    TopicRange range = range(topic);
    if (start instanceof StartPosition.All) {
      return range.firstSeq();
    }
    if (start instanceof StartPosition.FromSeq from) {
      return from.seq();
    }
    if (start instanceof StartPosition.At at) {
      return at.seqOf(topic);
    }
    if (start instanceof StartPosition.Last last) {
      return Math.max(range.firstSeq(), range.lastSeq() + 1 - last.events());
    }
    if (start instanceof StartPosition.Since since) {
      return since(topic, range, since.time());
    }
    return range.lastSeq() + 1;
  }

  private synchronized long since(String topic, TopicRange range, Instant time) {
    return topics.getOrDefault(topic, new Stored()).events.stream()
        .filter(event -> !event.event().timestamp().isBefore(time))
        .mapToLong(StoredEvent::seq)
        .findFirst()
        .orElse(range.lastSeq() + 1);
  }

  @Override
  public EventCursor history(HistoryQuery query) {
    throw new UnsupportedOperationException("no subscription asks for history");
  }

  @Override
  public EventCursor replay(ReplayQuery query) {
    throw new UnsupportedOperationException("no subscription replays");
  }
}
