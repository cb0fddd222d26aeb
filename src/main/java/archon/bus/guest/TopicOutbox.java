package archon.bus.guest;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.EventRefused;
import archon.bus.link.FrameWriter;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.TopicSettings;
import archon.bus.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this process has published to one topic and not been answered yet, in order: first what was
 * sent, by number, then what waits to be sent. Safe from any thread; sent by one at a time.
 *
 * <p>It stays as long as the process is a guest, so it keeps little when nothing waits.
 */
final class TopicOutbox {
  private static final int SMALLEST_RING = 16;

  /**
   * How long what is known of a topic's end will do, if nothing of ours was under way meanwhile.
   */
  private static final long END_TICKS = 4;

  private final String topic;
  private final long firstNumber; // of all numbers of this topic
  private final TopicSettings bounds;
  private final int nameBytes;

  // Guarded by this, all below.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private @Nullable Waiting[] sent = new Waiting[SMALLEST_RING]; // by number, null once answered
  private long oldestSent; // all numbers from it to the next one are in the ring
  private long nextNumber;
  private int events;
  private long bytes;
  private long endSeq; // the topic's last seq as far as this process knows
  private long endTick = -END_TICKS;
  private boolean isReady; // somebody is going to ask to send
  private @Nullable Topics promoted;
  private boolean isAbandoned;

  /**
   * @param firstNumber what it sends is numbered on from it
   */
  TopicOutbox(String topic, long firstNumber, TopicSettings bounds) {
    this.topic = topic;
    this.firstNumber = firstNumber;
    this.bounds = bounds;
    this.nameBytes = topic.getBytes(StandardCharsets.UTF_8).length;
  }

  String topic() {
    return topic;
  }

  /**
   * Takes or refuses a publish. Returns whether somebody must be told that there is something to
   * send.
   */
  boolean offer(Waiting publish) {
    Topics own;
    BusException refusal;
    synchronized (this) {
      own = promoted;
      refusal = own == null ? refusal(publish) : null;
      if (own == null && refusal == null) {
        queue.add(publish);
        events += publish.size();
        bytes += publish.bytes();
        boolean wasReady = isReady;
        isReady = true;
        return !wasReady;
      }
    }
    if (own != null) {
      own.put(topic, publish);
    } else if (refusal != null) {
      publish.fail(refusal);
    }
    return false;
  }

  private @Nullable BusException refusal(Waiting publish) {
    if (isAbandoned) {
      return Outbox.closed();
    }
    if (events == 0) {
      return null; // else an event above the bound could never be published
    }
    if (events + publish.size() > bounds.maxPendingEvents()) {
      return BusOverloaded.events(topic, events, bounds.maxPendingEvents());
    }
    if (bytes + publish.bytes() > bounds.maxPendingBytes()) {
      return BusOverloaded.bytes(topic, bytes, bounds.maxPendingBytes());
    }
    return null;
  }

  // ---- the thread that sends

  /** Whether the topic's last seq is to be found out before more is sent. */
  synchronized boolean needsEnd(long tick) {
    return oldestSent == nextNumber && tick - endTick >= END_TICKS;
  }

  synchronized void endFound(long lastSeq, long tick) {
    endSeq = Math.max(endSeq, lastSeq);
    endTick = tick;
  }

  /**
   * Puts what waits while there is room; whether more waits. What the node would not take is
   * refused: it would end the connection, and the next one, and hold up all else.
   */
  boolean send(FrameWriter out) {
    List<Waiting> tooLarge = new ArrayList<>(0);
    boolean more;
    synchronized (this) {
      while (!queue.isEmpty() && out.hasRoom()) {
        if (!fits(queue.element(), out)) {
          tooLarge.add(queue.element());
          release(queue.remove());
        } else if (queue.element().isGroup()) {
          sendGroup(out);
        } else {
          sendSingles(out);
        }
      }
      isReady = !queue.isEmpty();
      more = isReady;
    }
    tooLarge.forEach(publish -> publish.fail(tooLarge(publish)));
    return more;
  }

  private boolean fits(Waiting publish, FrameWriter out) {
    return publish.isGroup()
        ? out.fitsTogether(nameBytes, publish.bytes(), publish.size())
        : out.fits(nameBytes, publish.bytes());
  }

  private EventRefused tooLarge(Waiting publish) {
    return new EventRefused(
        "topic %.200s: expected what the node's limits allow (archon.bus.limits.max-event-bytes and archon.bus.topic.max-batch-bytes of its process) but found %d events of %d bytes and a name of %d; give all processes of a directory the same limits"
            .formatted(topic, publish.size(), publish.bytes(), nameBytes));
  }

  private void sendGroup(FrameWriter out) {
    Waiting group = queue.element();
    out.beginPublishAll(topic, firstNumber + nextNumber);
    for (int i = 0; i < group.size(); i++) {
      put(out, group, i);
    }
    out.endPublish();
    keep(group);
    queue.remove(); // only now, as below: what fails above it is not forgotten
  }

  private void sendSingles(FrameWriter out) {
    out.beginPublish(topic, firstNumber + nextNumber);
    for (Waiting next = queue.peek();
        next != null && !next.isGroup() && out.hasRoom() && fits(next, out);
        next = queue.peek()) {
      put(out, next, 0);
      keep(next);
      queue.remove();
    }
    out.endPublish();
  }

  private static void put(FrameWriter out, Waiting publish, int index) {
    EncodedEvent event = publish.event(index);
    EventDigest digest = event.digest();
    out.event(
        digest.idHigh(),
        digest.idLow(),
        digest.contentCrc(),
        publish.knownSeq(index),
        event.head());
  }

  private void keep(Waiting publish) {
    publish.sentAfter(endSeq);
    if (nextNumber - oldestSent == sent.length) {
      Waiting[] grown = new Waiting[2 * sent.length];
      for (long number = oldestSent; number < nextNumber; number++) {
        grown[place(number, grown)] = sent[place(number, sent)];
      }
      sent = grown;
    }
    sent[place(nextNumber++, sent)] = publish;
  }

  private static int place(long number, @Nullable Waiting[] ring) {
    return (int) (number & (ring.length - 1));
  }

  // ---- the thread that hears answers

  /**
   * Removes publishes that were answered, by the numbers they were sent under; null stands for one
   * that was given up.
   *
   * @param upToSeq the last seq that the answer tells, 0 if it tells none
   */
  synchronized List<@Nullable Waiting> answered(long number, int count, long upToSeq) {
    long first = number - firstNumber;
    if (first < oldestSent || first + count > nextNumber) {
      throw new IllegalArgumentException(
          "topic %s: expected answers for %d to %d but found %d of them from %d on"
              .formatted(topic, oldestSent, nextNumber - 1, count, first));
    }
    List<@Nullable Waiting> answered = new ArrayList<>(count);
    for (long each = first; each < first + count; each++) {
      answered.add(remove(each));
    }
    while (oldestSent < nextNumber && sent[place(oldestSent, sent)] == null) {
      oldestSent++;
    }
    if (oldestSent == nextNumber) {
      sent = sent.length > SMALLEST_RING ? new Waiting[SMALLEST_RING] : sent;
    }
    endSeq = Math.max(endSeq, upToSeq);
    return answered;
  }

  private @Nullable Waiting remove(long number) {
    int place = place(number, sent);
    Waiting removed = sent[place];
    sent[place] = null;
    if (removed == null || removed.isGivenUp()) {
      return null;
    }
    release(removed);
    return removed;
  }

  private void release(Waiting publish) {
    events -= publish.size();
    bytes -= publish.bytes();
  }

  // ---- when the node changes, and when it is silent

  /** What was sent waits again, before all else. Returns whether there is something to send. */
  synchronized boolean disconnected() {
    for (long number = nextNumber - 1; number >= oldestSent; number--) {
      Waiting unanswered = sent[place(number, sent)];
      if (unanswered != null && !unanswered.isGivenUp()) {
        queue.addFirst(unanswered);
      }
    }
    sent = new Waiting[SMALLEST_RING];
    oldestSent = nextNumber;
    isReady = !queue.isEmpty();
    return isReady;
  }

  /** What waits and was sent before: it may be stored. To be called while disconnected. */
  synchronized List<Waiting> doubtful() {
    return queue.stream().filter(Waiting::wasSent).toList();
  }

  /**
   * Hands all that waits, and all that comes, to the topics of this process. Not under the lock: a
   * publisher that is told may publish. What comes meanwhile waits its turn, within the bounds that
   * what was handed over still counts for.
   */
  void promote(Topics topics) {
    List<Waiting> next = handedOver(topics);
    while (!next.isEmpty()) {
      next.forEach(publish -> topics.put(topic, publish));
      next = handedOver(topics);
    }
  }

  /** What is to be handed over now; if it is nothing, all that comes goes to the topics itself. */
  private synchronized List<Waiting> handedOver(Topics topics) {
    List<Waiting> next = List.copyOf(queue);
    queue.clear();
    if (next.isEmpty()) {
      promoted = topics;
      events = 0;
      bytes = 0;
    }
    return next;
  }

  /** Removes all there is; whoever asks tells them why. What comes later is refused. */
  synchronized List<Waiting> abandon() {
    isAbandoned = true;
    return giveUp(publish -> true);
  }

  /** Removes those publishes; whoever asks tells them why. */
  synchronized List<Waiting> giveUp(Predicate<Waiting> which) {
    List<Waiting> givenUp = new ArrayList<>();
    for (long number = oldestSent; number < nextNumber; number++) {
      Waiting unanswered = sent[place(number, sent)];
      if (unanswered != null && !unanswered.isGivenUp() && which.test(unanswered)) {
        unanswered.giveUp(); // it keeps its place: an answer may still come
        givenUp.add(unanswered);
      }
    }
    List<Waiting> queued = queue.stream().filter(which).toList();
    queue.removeIf(which);
    givenUp.addAll(queued);
    givenUp.forEach(this::release);
    return givenUp;
  }

  synchronized boolean isEmpty() {
    return events == 0;
  }
}
