package archon.bus.subscription;

import archon.bus.subscription.BatchHandler.Outcome;
import archon.bus.subscription.SubscriberActor.Command;
import archon.bus.subscription.SubscriberActor.HandOverFailed;
import archon.bus.subscription.SubscriberActor.HandedOver;
import archon.bus.subscription.SubscriberActor.RetryHandOver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link SubscriberActor} that hands out events and tells of gaps: one at a time, and
 * again after a wait when a callback fails.
 */
final class HandOvers {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final BatchHandler handler;
  private final BatchHandler gapTeller;
  private final Backoff backoff;
  private @Nullable HandOver underWay; // also while it waits to be tried again
  private CompletionStage<Outcome> handling = CompletableFuture.completedFuture(Outcome.OVER);

  HandOvers(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Subscription subscription,
      SubscriptionPorts ports) {
    SubscriptionRequest request = subscription.request();
    this.context = context;
    this.timers = timers;
    this.handler = subscription.handler();
    this.gapTeller = CallbackHandler.ofGaps(request, ports.callbacks());
    this.backoff = new Backoff(request.retries().backoff(), Retries.MAX_BACKOFF);
  }

  /** Hands out the next; none may be under way. */
  void begin(HandOver next) {
    underWay = next;
    handle(next, 0);
  }

  private void handle(HandOver next, int attempt) {
    handling = (next.gap() == null ? handler : gapTeller).handle(next, attempt);
    context.pipeToSelf(
        handling,
        (outcome, failure) ->
            failure == null
                ? new HandedOver(next, outcome)
                : new HandOverFailed(SubscriberActor.cause(failure)));
  }

  void retryLater(HandOver failed, int attempt) {
    RetryHandOver retry = new RetryHandOver(failed, attempt);
    timers.startSingleTimer(RetryHandOver.class, retry, backoff.after(attempt));
  }

  void retry(RetryHandOver due) {
    if (isUnderWay(due.handOver())) {
      handle(due.handOver(), due.attempt());
    }
  }

  /** Gives up to try again; gives what was not handed out for good, null if nothing waited. */
  @Nullable HandOver giveUpRetry() {
    if (underWay == null || !timers.isTimerActive(RetryHandOver.class)) {
      return null;
    }
    timers.cancel(RetryHandOver.class);
    return underWay;
  }

  void finished() {
    underWay = null;
  }

  boolean isUnderWay() {
    return underWay != null;
  }

  boolean isUnderWay(HandOver handOver) {
    return handOver == underWay;
  }

  /** Runs {@code task} once no callback runs, also one whose outcome nobody waits for any more. */
  void whenAtRest(Runnable task) {
    CompletionStage<Void> unused = handling.handle((outcome, ignored) -> outcome).thenRun(task);
  }
}
