package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the callbacks of one subscription on a pool, one task at a time. */
final class CallbackHandler implements BatchHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackHandler.class);

  private final String label;
  private final @Nullable EventHandler events;
  private final GapListener gaps;
  private final int maxRetries;
  private final Executor pool;
  private volatile boolean isStopped;

  private CallbackHandler(
      String label,
      @Nullable EventHandler events,
      GapListener gaps,
      int maxRetries,
      Executor pool) {
    this.label = label;
    this.events = events;
    this.gaps = gaps;
    this.maxRetries = maxRetries;
    this.pool = pool;
  }

  static CallbackHandler of(SubscriptionRequest request, EventHandler events, Executor pool) {
    int maxRetries = request.retries().max();
    return new CallbackHandler(request.label(), events, request.gapListener(), maxRetries, pool);
  }

  /** Tells gaps only. */
  static CallbackHandler ofGaps(SubscriptionRequest request, Executor pool) {
    return new CallbackHandler(request.label(), null, request.gapListener(), 0, pool);
  }

  @Override
  public CompletionStage<Outcome> handle(HandOver handOver, int attempt) {
    return CompletableFuture.supplyAsync(() -> run(handOver, attempt), pool);
  }

  private Outcome run(HandOver handOver, int attempt) {
    Gap gap = handOver.gap();
    if (gap != null) {
      tell(handOver.topic(), gap);
      return Outcome.OVER;
    }
    int failures = attempt;
    List<StoredEvent> all = handOver.events();
    for (int i = handOver.done(); i < all.size() && !isStopped; i++) {
      if (!call(all.get(i), failures)) {
        return new Outcome(failures + 1);
      }
      failures = 0;
      handOver.done(i + 1);
    }
    return Outcome.OVER;
  }

  /** Returns false if the event is to be tried again. */
  private boolean call(StoredEvent event, int failures) {
    try {
      if (events != null) {
        events.handle(event);
      }
      return true;
    } catch (Throwable failure) { // whatever a callback does must not end the subscription
      String topic = event.event().topic();
      if (failures < maxRetries) {
        LOG.warn(
            "{}: callback failed at topic [{}], seq [{}]; trying again, [{}] of [{}]",
            label,
            topic,
            event.seq(),
            failures + 1,
            maxRetries,
            failure);
        return false;
      }
      LOG.error(
          "{}: callback failed at topic [{}], seq [{}]; going on with the next event",
          label,
          topic,
          event.seq(),
          failure);
      return true;
    }
  }

  private void tell(String topic, Gap gap) {
    LOG.warn(
        "{}: seq [{}] to [{}] of topic [{}] were removed before they were delivered",
        label,
        gap.firstSeq(),
        gap.lastSeq(),
        topic);
    if (isStopped) {
      return;
    }
    try {
      gaps.onGap(topic, gap.firstSeq(), gap.lastSeq());
    } catch (Throwable failure) { // as for events
      LOG.error("{}: gap listener failed at topic [{}]", label, topic, failure);
    }
  }

  @Override
  public void stop() {
    isStopped = true;
  }
}
