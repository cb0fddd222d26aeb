package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import archon.bus.topic.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a subscription: joins pushes and journal reads into one sequence without gap or
 * duplicate.
 *
 * <p>Live, a push that continues the sequence is taken as it is. One that does not, or does not fit
 * into the window, is dropped and the topic is behind: the journal is read from {@code nextSeq} on
 * until it meets the tail, the newest pushes that were kept as far as the window allowed, or its
 * own end.
 */
final class DeliveryState {
  /** In place of a seq: where the topic begins is yet to be found out. */
  static final long UNDETERMINED = 0;

  /** How the topic gets its next event. */
  enum Mode {
    /** From the next push. */
    LIVE,
    /** From the journal, when its turn comes. */
    BEHIND,
    /** From the journal read under way. */
    READING,
    /** From the journal, after a wait. */
    PAUSED
  }

  private final String topic;
  private final Window window;
  private final Deque<Chunk> queue = new ArrayDeque<>(); // in order, up to nextSeq
  private final Deque<Chunk> tail = new ArrayDeque<>(); // dense, ends with the newest push
  private Mode mode;
  private long nextSeq;
  private long knownTo; // highest seq heard of
  private long askedFrom; // what is gone before this seq was stored before anybody asked for it

  private DeliveryState(String topic, Window window, Mode mode, long nextSeq, long askedFrom) {
    this.topic = topic;
    this.window = window;
    this.mode = mode;
    this.nextSeq = nextSeq;
    this.askedFrom = askedFrom;
  }

  /**
   * Needs {@code nextSeq} first, and nothing from it on is stored yet, as far as anybody has heard.
   */
  static DeliveryState live(String topic, Window window, long nextSeq) {
    return new DeliveryState(topic, window, Mode.LIVE, nextSeq, nextSeq);
  }

  /** Needs {@code nextSeq}, or {@link #UNDETERMINED}, first, which may be stored already. */
  static DeliveryState behind(String topic, Window window, long nextSeq) {
    return new DeliveryState(topic, window, Mode.BEHIND, nextSeq, nextSeq);
  }

  /**
   * Was created after the subscription began, or was empty then: all of it is needed that can be
   * read.
   */
  static DeliveryState discovered(String topic, Window window) {
    return new DeliveryState(topic, window, Mode.LIVE, 1, Long.MAX_VALUE);
  }

  /** Takes a push, or notes that there is something to read. */
  void push(Delivery push) {
    long after = push.lastSeq() + 1;
    heardOf(push.lastSeq());
    askedFrom = Math.min(askedFrom, push.firstSeq());
    if (mode == Mode.PAUSED || nextSeq == UNDETERMINED || after <= nextSeq) {
      return; // a tail would fill the window for a topic that cannot be read
    }
    if (push.isHint()) {
      if (mode == Mode.LIVE) {
        mode = Mode.BEHIND;
      }
      return;
    }
    Chunk chunk = Chunk.of(push);
    if (mode == Mode.LIVE && push.firstSeq() <= nextSeq && window.admits(chunk)) {
      enqueue(chunk.from(nextSeq));
      return;
    }
    if (mode == Mode.LIVE) {
      mode = Mode.BEHIND;
    }
    keepInTail(chunk);
  }

  private void keepInTail(Chunk chunk) {
    Chunk last = tail.peekLast();
    Chunk more = chunk;
    if (last != null) {
      if (chunk.nextSeq() <= last.nextSeq()) {
        return;
      }
      if (chunk.firstSeq() <= last.nextSeq()) {
        more = chunk.from(last.nextSeq());
      } else {
        dropTail();
      }
    }
    if (!window.admitsToTail(more)) {
      dropTail();
    }
    if (window.admitsToTail(more)) {
      window.holdInTail(more);
      tail.add(more);
    }
  }

  private void dropTail() {
    tail.forEach(window::releaseFromTail);
    tail.clear();
  }

  /** Notes that an event with this seq is stored. Returns whether that puts a live topic behind. */
  boolean heardOf(long seq) {
    knownTo = Math.max(knownTo, seq);
    return mode == Mode.LIVE && seq >= nextSeq;
  }

  /** As told by {@link #heardOf}: what is missing must be read. */
  void fallBehind() {
    mode = Mode.BEHIND;
  }

  /** It was found out where the topic begins. */
  void beginAt(long seq) {
    if (nextSeq == UNDETERMINED) {
      nextSeq = seq;
    }
  }

  /** A read under way from {@link #nextSeq} on. */
  void startReading() {
    mode = Mode.READING;
  }

  /**
   * Takes what was read from {@link #nextSeq} on: perhaps a gap, then events; neither means the
   * journal's live end. Then the topic is live again, or behind, or paused when the journal does
   * not show yet what a push has told.
   */
  void read(@Nullable Gap gap, List<StoredEvent> events) {
    boolean knewOfMore = nextSeq <= knownTo; // then what comes after knownTo is pushed
    if (gap != null) {
      if (askedFrom <= gap.lastSeq()) {
        queue.add(Chunk.of(new Gap(Math.max(askedFrom, gap.firstSeq()), gap.lastSeq())));
      }
      nextSeq = gap.lastSeq() + 1;
      askedFrom = nextSeq;
    }
    if (!events.isEmpty()) {
      enqueue(Chunk.of(events));
    }
    boolean atEnd = gap == null && events.isEmpty();
    boolean met = meetTail();
    if (nextSeq > knownTo && (met || atEnd || knewOfMore)) {
      mode = Mode.LIVE;
    } else {
      mode = atEnd ? Mode.PAUSED : Mode.BEHIND;
    }
    if (mode == Mode.PAUSED) {
      dropTail();
    }
  }

  /** Moves the tail behind the queue if it continues it. */
  private boolean meetTail() {
    boolean met = false;
    for (Chunk chunk = tail.peek();
        chunk != null && chunk.firstSeq() <= nextSeq;
        chunk = tail.peek()) {
      tail.remove();
      window.releaseFromTail(chunk);
      if (chunk.nextSeq() >= nextSeq) {
        met = true;
      }
      if (chunk.nextSeq() > nextSeq) {
        enqueue(chunk.from(nextSeq));
      }
    }
    return met;
  }

  private void enqueue(Chunk chunk) {
    window.hold(chunk);
    queue.add(chunk);
    nextSeq = chunk.nextSeq();
    askedFrom = nextSeq;
  }

  /** Reading failed, or came to nothing: the topic waits for {@link #resume}. */
  void pause() {
    mode = Mode.PAUSED;
    dropTail();
  }

  void resume() {
    mode = Mode.BEHIND;
  }

  /** The next events, at most {@code maxEvents}, or the next gap; the queue must not be empty. */
  HandOver take(int maxEvents) {
    Chunk first = queue.remove();
    if (first.gap() != null) {
      return new HandOver(topic, List.of(), first.gap(), 0);
    }
    if (first.size() > maxEvents) {
      queue.addFirst(
          new Chunk(first.events().subList(maxEvents, first.size()), first.bytes(), null));
      return new HandOver(topic, first.events().subList(0, maxEvents), null, 0);
    }
    return takeMore(first, maxEvents);
  }

  /** Joins small pieces, so that a burst of single events costs few tasks. */
  private HandOver takeMore(Chunk first, int maxEvents) {
    List<StoredEvent> events = first.events();
    long bytes = first.bytes();
    Chunk next = queue.peek();
    if (next != null && next.gap() == null && events.size() + next.size() <= maxEvents) {
      events = new ArrayList<>(events);
    }
    while (next != null && next.gap() == null && events.size() + next.size() <= maxEvents) {
      events.addAll(next.events());
      bytes += next.bytes();
      queue.remove();
      next = queue.peek();
    }
    return new HandOver(topic, events, null, bytes);
  }

  String topic() {
    return topic;
  }

  Mode mode() {
    return mode;
  }

  boolean hasQueued() {
    return !queue.isEmpty();
  }

  /** Seq of the first event that is neither queued nor handed out, or {@link #UNDETERMINED}. */
  long nextSeq() {
    return nextSeq;
  }
}
