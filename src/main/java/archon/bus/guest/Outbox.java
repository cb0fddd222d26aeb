package archon.bus.guest;

import archon.bus.event.BusClosed;
import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import archon.bus.link.FrameWriter;
import archon.bus.read.ReadSide;
import archon.bus.topic.Durability;
import archon.bus.topic.GroupPublish;
import archon.bus.topic.OneBatch;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.SinglePublish;
import archon.bus.topic.TopicSettings;
import archon.bus.topic.TopicUnavailable;
import archon.bus.topic.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publishes of this process on their way to the node, in order for each topic, each kept until
 * it is answered: by the node it was sent to, or by a later one.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /**
   * A publish is numbered by its topic's place in the list and by how many of the topic went
   * before; the first numbers are left to calls.
   */
  private static final int TOPIC_SHIFT = 40;

  private final TopicSettings settings;
  private final ReadSide reads;
  private final Executor blocking;
  private final Runnable wake;
  private final ConcurrentHashMap<String, TopicOutbox> topics = new ConcurrentHashMap<>();
  private final List<TopicOutbox> byPlace = new ArrayList<>(); // guarded by itself
  private final Queue<TopicOutbox> ready = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private @Nullable Topics promoted; // guarded by byPlace, as the next one
  private boolean isAbandoned;
  private final AtomicLong tick = new AtomicLong();
  private volatile boolean isClosed;

  /**
   * @param blocking runs what blocks on files
   * @param wake called when there is something to send, after it can be sent
   */
  Outbox(TopicSettings settings, ReadSide reads, Executor blocking, Runnable wake) {
    this.settings = settings;
    this.reads = reads;
    this.blocking = blocking;
    this.wake = wake;
  }

  // ---- publishers, on any thread

  CompletionStage<PublishResult> publish(EncodedEvent event) {
    SinglePublish publish = SinglePublish.of(event);
    put(event.topic(), new Waiting(publish, false, tick.get()));
    return publish.outcome();
  }

  CompletionStage<List<PublishResult>> publishAll(String topic, List<EncodedEvent> events) {
    if (events.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    try {
      OneBatch.require(topic, events, settings);
    } catch (EventRefused refused) {
      return CompletableFuture.failedStage(refused);
    }
    GroupPublish publish = GroupPublish.of(events);
    put(topic, new Waiting(publish, true, tick.get()));
    return publish.outcome();
  }

  private void put(String topic, Waiting publish) {
    TopicOutbox outbox = topics.get(topic);
    if (outbox == null) {
      outbox = added(topic);
    }
    if (isClosed) {
      publish.fail(closed());
    } else if (outbox.offer(publish)) {
      ready.add(outbox);
      wake.run();
    }
  }

  private TopicOutbox added(String topic) {
    synchronized (byPlace) {
      return topics.computeIfAbsent(
          topic,
          name -> {
            long place = byPlace.size() + 1L;
            TopicOutbox outbox = new TopicOutbox(name, place << TOPIC_SHIFT, settings);
            if (promoted != null) {
              outbox.promote(promoted);
            }
            if (isAbandoned) {
              outbox.abandon(); // holds nothing yet
            }
            byPlace.add(outbox);
            return outbox;
          });
    }
  }

  static BusClosed closed() {
    return new BusClosed("bus: expected to be open but it is closed; nothing was done");
  }

  // ---- the thread that sends

  /** Puts what waits, topics in turn, while there is room; whether more waits. */
  boolean fill(FrameWriter out) {
    while (out.hasRoom()) {
      TopicOutbox next = ready.poll();
      if (next == null) {
        return false;
      }
      if (next.needsEnd(tick.get())) {
        blocking.execute(() -> findEnd(next));
      } else if (next.send(out)) {
        ready.add(next);
      }
    }
    return !ready.isEmpty();
  }

  /** In a large file that may take seconds, for which no other topic may wait. */
  private void findEnd(TopicOutbox outbox) {
    long found = 0;
    try {
      found = lastSeq(outbox.topic());
    } finally {
      outbox.endFound(found, tick.get());
      ready.add(outbox);
      wake.run();
    }
  }

  private long lastSeq(String topic) {
    try {
      return reads.range(topic).lastSeq();
    } catch (RuntimeException failure) { // only makes a later look longer; publishing goes on
      LOG.warn("topic [{}]: its end cannot be found: {}", topic, failure.toString());
      return 0;
    }
  }

  // ---- the thread that hears answers

  /** Whether an answer's number is of a publish. */
  static boolean isPublish(long number) {
    return number >> TOPIC_SHIFT != 0;
  }

  void stored(long number, int count, long firstSeq, Durability durability) {
    List<@Nullable Waiting> answered = of(number).answered(number, count, firstSeq + count - 1);
    long[] seq = new long[1];
    for (int i = 0; i < count; i++) {
      Waiting publish = answered.get(i);
      if (publish != null) {
        seq[0] = firstSeq + i;
        publish.complete(seq, 0, durability);
      }
    }
    tellIfEmptied();
  }

  /**
   * @param seqs one for each event, negative if it was stored before
   */
  void storedGroup(long number, long[] seqs, Durability durability) {
    long highest = Arrays.stream(seqs).map(Math::abs).max().orElse(0);
    one(number, highest, publish -> publish.complete(seqs, 0, durability));
  }

  void duplicate(long number, long seq) {
    // How durable it is was told when it was stored.
    one(number, seq, publish -> publish.complete(new long[] {-seq}, 0, Durability.OS));
  }

  void failed(long number, BusException failure) {
    one(number, 0, publish -> publish.fail(failure));
  }

  private void one(long number, long seq, Consumer<Waiting> answer) {
    Waiting publish = of(number).answered(number, 1, seq).get(0);
    if (publish != null) {
      answer.accept(publish);
    }
    tellIfEmptied();
  }

  private TopicOutbox of(long number) {
    synchronized (byPlace) {
      return byPlace.get((int) (number >> TOPIC_SHIFT) - 1);
    }
  }

  private void tellIfEmptied() {
    if (isClosed && all().stream().allMatch(TopicOutbox::isEmpty)) {
      emptied.complete(null);
    }
  }

  private List<TopicOutbox> all() {
    synchronized (byPlace) {
      return List.copyOf(byPlace);
    }
  }

  // ---- when the node changes, and when it is silent

  /** What was sent is going to be sent again. To be called when nothing is sent or heard. */
  void disconnected() {
    ready.clear();
    for (TopicOutbox outbox : all()) {
      if (outbox.disconnected()) {
        ready.add(outbox);
      }
    }
  }

  /**
   * Finds out what of the publishes without an answer is stored. To be called after {@link
   * #disconnected}, when whoever was to store them can do so no more, and before anything is sent.
   * Blocks.
   */
  void lookForStored() {
    for (TopicOutbox outbox : all()) {
      List<Waiting> doubtful = outbox.doubtful();
      if (!doubtful.isEmpty()) {
        try {
          StoredBefore.look(reads, outbox.topic(), doubtful);
        } catch (RuntimeException failure) { // one bad topic must not keep the others waiting
          outbox
              .giveUp(Waiting::wasSent)
              .forEach(publish -> publish.fail(new PublishOutcomeUnknown(outbox.topic(), failure)));
        }
      }
    }
    tellIfEmptied();
  }

  /** Hands everything over to the topics of this process, which is the node now. */
  void promote(Topics topics) {
    List<TopicOutbox> known;
    synchronized (byPlace) {
      promoted = topics;
      known = List.copyOf(byPlace);
    }
    known.forEach(outbox -> outbox.promote(topics));
    tellIfEmptied();
  }

  /** The time as publishes are timed by: counted in ticks while this process runs. */
  void tick() {
    tick.incrementAndGet();
  }

  /** Gives up what has waited for so many ticks. */
  void expire(long ticks, NodeNotResponding cause) {
    long since = tick.get() - ticks;
    for (TopicOutbox outbox : all()) {
      String topic = outbox.topic();
      for (Waiting publish : outbox.giveUp(publish -> publish.sinceTick() <= since)) {
        publish.fail(
            publish.wasSent()
                ? new PublishOutcomeUnknown(topic, cause)
                : new TopicUnavailable(topic, "nothing was stored; publish again later", cause));
      }
    }
    tellIfEmptied();
  }

  /** Takes nothing more; completes when all is answered that was taken. */
  CompletionStage<Void> close() {
    isClosed = true;
    tellIfEmptied();
    return emptied.copy();
  }

  /** Fails what is not answered, and what still comes. */
  void abandon() {
    List<TopicOutbox> known;
    synchronized (byPlace) {
      isAbandoned = true;
      known = List.copyOf(byPlace);
    }
    for (TopicOutbox outbox : known) {
      BusClosed closed = closed();
      outbox
          .abandon()
          .forEach(
              publish ->
                  publish.fail(
                      publish.wasSent()
                          ? new PublishOutcomeUnknown(outbox.topic(), closed)
                          : closed));
    }
    emptied.complete(null);
  }
}
