package archon.bus.subscription;

import archon.bus.event.BusClosed;
import archon.bus.event.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The handle of a live subscription. Safe from any thread; nothing blocks. */
public final class Subscription {
  private final SubscriptionRequest request;
  private final BatchHandler handler;
  private final Executor callbacks;
  private final Consumer<Subscription> release;
  private final CompletableFuture<Subscription> started = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile SubscriptionHealth health = SubscriptionHealth.GOOD;
  private volatile @Nullable Throwable bug;
  private volatile @Nullable ActorRef<SubscriberActor.Command> actor;

  /**
   * @param callbacks what users chain to its stages runs there
   * @param release frees what it holds, when it has ended
   */
  Subscription(
      SubscriptionRequest request,
      BatchHandler handler,
      Executor callbacks,
      Consumer<Subscription> release) {
    this.request = request;
    this.handler = handler;
    this.callbacks = callbacks;
    this.release = release;
  }

  /** The name its positions are stored under, if it has one. */
  public Optional<String> name() {
    return Optional.ofNullable(request.name());
  }

  /** What it selects. */
  public List<TopicPattern> patterns() {
    return request.selection().patterns();
  }

  /**
   * Ends the subscription. When the stage completes, no callback runs or will run, a stream has got
   * its last element, and a named subscription has stored its position and can be subscribed to
   * again. A callback that is running is waited for, however long it takes; further events, also of
   * the same batch, are not delivered. Idempotent.
   *
   * <p>Inside the subscription's own callback this may be called but not joined: the stage
   * completes after that callback has returned, so joining it there never ends.
   *
   * <p>The stage fails if the last position could not be stored: the subscription has ended all the
   * same, and when it is resumed up to {@code archon.bus.subscription.position-max-unsaved} events
   * come again.
   */
  public CompletionStage<Void> unsubscribe() {
    stop();
    return completion();
  }

  /**
   * Completes when the subscription has ended: normally after {@link #unsubscribe} or when the bus
   * is closed; with {@link SubscriptionFailed} if the last position could not be stored or an error
   * of the bus itself ended it. What is retried is no failure: see {@link #health}.
   */
  public CompletionStage<Void> completion() {
    return ended.minimalCompletionStage();
  }

  /** What the subscription is struggling with at present. */
  public SubscriptionHealth health() {
    return health;
  }

  void stop() {
    handler.stop();
    ActorRef<SubscriberActor.Command> subscriber = actor;
    if (subscriber != null && !ended.isDone()) {
      subscriber.tell(SubscriberActor.Stop.INSTANCE);
    }
  }

  void carriedOutBy(ActorRef<SubscriberActor.Command> subscriber) {
    actor = subscriber;
  }

  SubscriptionRequest request() {
    return request;
  }

  BatchHandler handler() {
    return handler;
  }

  CompletionStage<Subscription> started() {
    return started.minimalCompletionStage();
  }

  void health(SubscriptionHealth now) {
    health = now;
  }

  void start() {
    offActor(() -> started.complete(this));
  }

  /** The actor fails with this and is about to stop. */
  void failedBy(Throwable failure) {
    bug = failure;
  }

  /** Why it ends: what it {@link #failedBy}, else {@code otherwise}. */
  Throwable failureOr(String otherwise) {
    Throwable failure = bug;
    return failure == null
        ? new BusClosed(label() + ": " + otherwise)
        : new SubscriptionFailed(
            label() + " ended by an error of the bus itself: " + failure, failure);
  }

  /** Everything that belongs to the subscription has come to rest. */
  void end(@Nullable Throwable failure) {
    release.accept(this);
    offActor(
        () -> {
          Throwable never = failure == null ? new BusClosed(label() + " has ended") : failure;
          started.completeExceptionally(never); // without effect if it began
          if (failure == null) {
            ended.complete(null);
          } else {
            ended.completeExceptionally(failure);
          }
        });
  }

  /** What users chain to these stages must not run on an actor's dispatcher. */
  private void offActor(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException poolIsClosed) { // nothing is left to protect
      completion.run();
    }
  }

  /** For log lines. */
  String label() {
    return request.label();
  }
}
