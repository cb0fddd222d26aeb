package archon.bus.subscription;

import archon.bus.event.TopicPattern;
import archon.bus.read.ReadSide;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicRange;
import archon.bus.subscription.SubscriptionState.LaterTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each topic begins that is there when a subscription begins.
 *
 * @param seqs per topic, the seq needed first; {@link DeliveryState#UNDETERMINED} where it could
 *     not be found out
 * @param isLive whether nothing from these seqs on was stored
 * @param stored what is stored of a named subscription by now, null for an unnamed one
 * @param hold its name, held; null for an unnamed one
 */
record StartingPoints(
    Map<String, Long> seqs,
    boolean isLive,
    LaterTopics laterTopics,
    @Nullable SubscriptionPositions stored,
    PositionStore.@Nullable Hold hold) {
  private static final Logger LOG = LoggerFactory.getLogger(StartingPoints.class);

  /**
   * Resumes what is stored under the request's name, else follows its start position and stores the
   * outcome under the name. To be called once pushes are registered: what is stored after these
   * points were found is then pushed.
   *
   * @param io runs what blocks; none of its threads waits for the outcome to be stored, which needs
   *     one as well
   */
  static CompletionStage<StartingPoints> of(
      SubscriptionRequest request, ReadSide readSide, PositionStore store, Executor io) {
    return CompletableFuture.supplyAsync(() -> found(request, readSide, store), io)
        .thenCompose(points -> points);
  }

  private static CompletionStage<StartingPoints> found(
      SubscriptionRequest request, ReadSide readSide, PositionStore store) {
    String name = request.name();
    if (name == null) {
      return CompletableFuture.completedStage(
          new StartingPoints(request, startSeqs(request, readSide), null, null));
    }
    PositionStore.Hold hold = store.hold(name);
    try {
      return held(name, request, readSide, hold)
          .whenComplete(
              (points, failure) -> {
                if (failure != null) {
                  hold.release();
                }
              });
    } catch (RuntimeException failure) {
      hold.release();
      throw failure;
    }
  }

  private static CompletionStage<StartingPoints> held(
      String name, SubscriptionRequest request, ReadSide readSide, PositionStore.Hold hold) {
    Optional<SubscriptionPositions> stored = hold.load();
    if (stored.isPresent()) {
      return CompletableFuture.completedStage(resumed(stored.get(), request, readSide, hold));
    }
    Map<String, Long> seqs = startSeqs(request, readSide);
    Map<String, Long> found = new HashMap<>(seqs);
    found.values().removeIf(seq -> seq == DeliveryState.UNDETERMINED);
    SubscriptionPositions first = new SubscriptionPositions(name, request.patternTexts(), found);
    return hold.save(first).thenApply(saved -> new StartingPoints(request, seqs, first, hold));
  }

  /** As the request's start position says. */
  private StartingPoints(
      SubscriptionRequest request,
      Map<String, Long> seqs,
      @Nullable SubscriptionPositions stored,
      PositionStore.@Nullable Hold hold) {
    this(
        seqs,
        request.start() instanceof StartPosition.New,
        laterTopics(request.start()),
        stored,
        hold);
  }

  private static Map<String, Long> startSeqs(SubscriptionRequest request, ReadSide readSide) {
    Map<String, Long> seqs = new HashMap<>();
    for (String topic : topics(request, readSide)) {
      seqs.put(topic, startSeq(topic, request.start(), readSide));
    }
    return seqs;
  }

  /** Lets go of the name, if it has one. */
  void release() {
    if (hold != null) {
      hold.release();
    }
  }

  /** Plain names are not looked up: such a topic may be empty now and still have a last seq. */
  static Set<String> topics(SubscriptionRequest request, ReadSide readSide) {
    Set<String> topics = new TreeSet<>();
    List<TopicPattern> patterns = new ArrayList<>();
    for (TopicPattern pattern : request.selection().patterns()) {
      if (pattern.isPlain()) {
        topics.add(pattern.text());
      } else {
        patterns.add(pattern);
      }
    }
    if (!patterns.isEmpty()) {
      readSide.topics().stream().filter(request.selection()::matches).forEach(topics::add);
    }
    return topics;
  }

  private static StartingPoints resumed(
      SubscriptionPositions stored,
      SubscriptionRequest request,
      ReadSide readSide,
      PositionStore.Hold hold) {
    if (!stored.patterns().equals(request.patternTexts())) {
      throw new SubscriptionRefused(
          "subscription \"%s\": expected the patterns it was made with, %s, but found %s; delete the subscription first to change them"
              .formatted(stored.name(), stored.patterns(), request.patternTexts()));
    }
    Map<String, Long> seqs = new HashMap<>();
    stored.positions().forEach((topic, seq) -> seqs.put(topic, withinTopic(topic, seq, readSide)));
    topics(request, readSide).forEach(topic -> seqs.putIfAbsent(topic, 1L));
    return new StartingPoints(seqs, false, LaterTopics.ALL_EVENTS, stored, hold);
  }

  /**
   * A position beyond the end tells that an older copy of the topic was put back, or that unsynced
   * events were lost.
   */
  private static long withinTopic(String topic, long seq, ReadSide readSide) {
    try {
      TopicRange range = readSide.range(topic);
      if (seq > range.lastSeq() + 1) {
        LOG.warn(
            "topic [{}]: expected at least seq [{}], which a named subscription has handled, but it ends with [{}];"
                + " goes on after that",
            topic,
            seq - 1,
            range.lastSeq());
        return range.lastSeq() + 1;
      }
    } catch (RuntimeException failure) { // reading it fails again, and is then told and retried
      LOG.warn("topic [{}]: its range cannot be read", topic, failure);
    }
    return seq;
  }

  private static long startSeq(String topic, StartPosition start, ReadSide readSide) {
    try {
      return readSide.startSeq(topic, start);
    } catch (RuntimeException failure) { // one bad topic must not stop the others; found out later
      LOG.warn("topic [{}]: its start position cannot be found yet", topic, failure);
      return DeliveryState.UNDETERMINED;
    }
  }

  private static LaterTopics laterTopics(StartPosition start) {
    if (start instanceof StartPosition.New) {
      return LaterTopics.NEW;
    }
    if (start instanceof StartPosition.At) {
      return LaterTopics.ALL_EVENTS;
    }
    boolean asksForPosition =
        start instanceof StartPosition.FromSeq || start instanceof StartPosition.Since;
    return asksForPosition ? LaterTopics.START_POSITION : LaterTopics.FIRST_EVENT;
  }
}
