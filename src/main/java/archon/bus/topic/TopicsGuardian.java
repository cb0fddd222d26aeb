package archon.bus.topic;

import archon.bus.event.EventRefused;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.EventRejectedException;
import org.jspecify.annotations.Nullable;

/**
 * Parent of all topics of a bus. Takes each through its life: prepare the files, run the actor,
 * release the files, rest or run again. It sees no events and is told of a topic only when that has
 * work but no actor.
 */
final class TopicsGuardian extends AbstractBehavior<TopicsGuardian.Command> {
  sealed interface Command {}

  /** A topic has work but no actor. */
  record Wake(TopicEntry entry) implements Command {}

  /** Takes every topic to its end. */
  enum Close implements Command {
    INSTANCE
  }

  record Prepared(Life life, @Nullable Throwable failure) implements Command {}

  record Cleared(Life life, Throwable unprepared, @Nullable Long count, @Nullable Throwable failure)
      implements Command {}

  record Released(Life life, @Nullable Throwable failure) implements Command {}

  record BackedOff(Life life) implements Command {}

  record Forget(Life life) implements Command {}

  private enum Phase {
    RESTING,
    PREPARING,
    CLEARING,
    RUNNING,
    RELEASING,
    BACKING_OFF
  }

  /** Where a topic stands. */
  static final class Life {
    private final TopicEntry entry;
    private Phase phase = Phase.RESTING;
    private int failures; // in a row
    private @Nullable ActorRef<TopicActor.Command> actor; // while running
    private @Nullable Throwable failure; // what ended the last actor, if that must be waited out

    Life(TopicEntry entry) {
      this.entry = entry;
    }
  }

  private final TopicRegister register;
  private final TopicActor.Context bus;
  private final TimerScheduler<Command> timers;
  private final Map<TopicEntry, Life> lives = new HashMap<>();
  private final Map<ActorRef<Void>, Life> running = new HashMap<>();
  private final OpenTopics open;
  private boolean isClosing;

  private TopicsGuardian(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TopicRegister register,
      TopicActor.Context bus) {
    super(context);
    this.timers = timers;
    this.register = register;
    this.bus = bus;
    this.open = new OpenTopics(bus.settings().maxOpen());
  }

  static Behavior<Command> create(TopicRegister register, TopicActor.Context bus) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new TopicsGuardian(context, timers, register, bus)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Wake.class, this::onWake)
        .onMessage(Prepared.class, this::onPrepared)
        .onMessage(Cleared.class, this::onCleared)
        .onMessage(Released.class, this::onReleased)
        .onMessage(BackedOff.class, this::onBackedOff)
        .onMessage(Forget.class, this::onForget)
        .onMessageEquals(Close.INSTANCE, this::onClose)
        .onSignal(Terminated.class, this::onTerminated)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onWake(Wake wake) {
    TopicEntry entry = wake.entry();
    if (!entry.hasWork()) {
      return this; // late: somebody has seen to it, and the entry may even be dropped
    }
    Life life = lives.computeIfAbsent(entry, Life::new);
    // A clear does not wait: it may be what makes the topic work again, as on a full disk.
    if (life.phase == Phase.RESTING
        || (life.phase == Phase.BACKING_OFF && entry.hasClearWaiting())) {
      start(life);
    }
    return this;
  }

  private void start(Life life) {
    timers.cancel(life);
    life.phase = Phase.PREPARING;
    life.entry.starting();
    request(
        () -> bus.storage().prepare(life.entry.topic()),
        (done, failure) -> new Prepared(life, failure));
  }

  private Behavior<Command> onPrepared(Prepared prepared) {
    Life life = prepared.life();
    Throwable failure = prepared.failure();
    if (failure instanceof EventRefused) {
      life.entry.refuse(failure); // no events of such a name can be stored: nothing to try again
      return startOrDrop(life);
    }
    if (failure != null) {
      clearOrBackOff(life, failure);
      return this;
    }
    // Without a name: not every topic could be one.
    ActorRef<TopicActor.Command> actor =
        getContext()
            .spawnAnonymous(TopicActor.create(life.entry, bus), DispatcherSelector.sameAsParent());
    getContext().watch(actor);
    life.phase = Phase.RUNNING;
    life.actor = actor;
    running.put(actor.unsafeUpcast(), life);
    open.opened(life.entry).forEach(TopicEntry::passivate);
    if (isClosing) {
      actor.tell(TopicActor.Close.INSTANCE);
    }
    return this;
  }

  /**
   * A clear needs no actor, and may be what makes the topic work again: on a full disk a topic
   * cannot be prepared, since that leaves a snapshot.
   */
  private void clearOrBackOff(Life life, Throwable unprepared) {
    ClearLimit limit = life.entry.beginClear();
    if (limit == null) {
      backOff(life, unprepared);
      return;
    }
    life.phase = Phase.CLEARING;
    request(
        () -> bus.storage().delete(life.entry.topic(), limit),
        (count, failure) -> new Cleared(life, unprepared, count, failure));
  }

  private Behavior<Command> onCleared(Cleared cleared) {
    Life life = cleared.life();
    if (cleared.failure() != null) {
      life.entry.cleared(null, TopicEntry.unclearable(life.entry.topic(), cleared.failure()));
      backOff(life, cleared.unprepared());
      return this;
    }
    life.entry.cleared(cleared.count(), null);
    if (life.entry.hasClearWaiting()) {
      clearOrBackOff(life, cleared.unprepared());
    } else {
      release(life);
    }
    return this;
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    Life life = running.remove(terminated.getRef());
    if (life == null) {
      return this;
    }
    open.closed(life.entry);
    life.actor = null;
    life.failure = null;
    if (terminated instanceof ChildFailed failed) {
      onFailed(life, failed.cause());
    }
    release(life);
    return this;
  }

  private void release(Life life) {
    life.phase = Phase.RELEASING;
    request(
        () -> bus.storage().release(life.entry.topic()),
        (done, failure) -> new Released(life, failure));
  }

  private void onFailed(Life life, Throwable failure) {
    // Pekko's own exceptions only say that the journal failed; their cause says why.
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String topic = life.entry.topic();
    if (failure instanceof EventRejectedException) {
      life.entry.stopped(why -> new PublishRefused(topic, why), cause);
    } else {
      life.entry.stopped(why -> new PublishOutcomeUnknown(topic, why), cause);
      life.failure = cause;
    }
  }

  private Behavior<Command> onReleased(Released released) {
    Life life = released.life();
    Throwable failure = life.failure != null ? life.failure : released.failure();
    if (failure != null) {
      backOff(life, failure);
      return this;
    }
    return startOrDrop(life);
  }

  private void backOff(Life life, Throwable cause) {
    TopicEntry.Progress progress = life.entry.progress();
    life.failures = progress == TopicEntry.Progress.STORED ? 1 : life.failures + 1;
    // What waits survives one failed write and is stored when the topic is back. But nobody waits
    // for a topic that does not open, or fails again and again: then publishers are told at once,
    // until the next attempt.
    if (progress == TopicEntry.Progress.NOT_OPENED) {
      life.entry.refuse(cause);
    } else {
      if (life.failures > 1) {
        life.entry.refusePublishes(cause);
      }
      if (life.entry.hasClearWaiting()) {
        start(
            life); // no rest, as in onWake; it ends, since a clear is done or fails with the start
        return;
      }
    }
    Duration backoff = bus.settings().backoff(life.failures);
    life.phase = Phase.BACKING_OFF;
    timers.startSingleTimer(life, new BackedOff(life), backoff);
    getContext()
        .getLog()
        .warn(
            "topic [{}] failed, attempt [{}], trying again in [{} ms]: {}",
            life.entry.topic(),
            life.failures,
            backoff.toMillis(),
            cause.toString());
  }

  private Behavior<Command> onBackedOff(BackedOff backedOff) {
    Life life = backedOff.life();
    if (life.phase != Phase.BACKING_OFF) {
      return this;
    }
    life.phase = Phase.RESTING;
    life.entry.available();
    if (life.entry.hasWork() || isClosing) {
      return startOrDrop(life);
    }
    // Kept for a while, so that a topic in steady use backs off further with each failure.
    timers.startSingleTimer(life, new Forget(life), bus.settings().passivateAfter());
    return this;
  }

  private Behavior<Command> onForget(Forget forget) {
    return forget.life().phase == Phase.RESTING ? startOrDrop(forget.life()) : this;
  }

  private Behavior<Command> startOrDrop(Life life) {
    if (!life.entry.retire()) {
      start(life);
      return this;
    }
    timers.cancel(life);
    lives.remove(life.entry);
    register.remove(life.entry);
    return stoppedWhenClosed();
  }

  private Behavior<Command> onClose() {
    isClosing = true;
    for (TopicEntry entry : register.entries()) {
      Life life = lives.computeIfAbsent(entry, Life::new);
      if (life.actor != null) {
        life.actor.tell(TopicActor.Close.INSTANCE);
      } else if (life.phase == Phase.RESTING
          || (life.phase == Phase.BACKING_OFF && !entry.hasWork())) {
        startOrDrop(life);
      }
    }
    return stoppedWhenClosed();
  }

  private Behavior<Command> stoppedWhenClosed() {
    return isClosing && register.entries().isEmpty() ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onPostStop() {
    // Also when the actor system ends under an open bus: whoever waits is told.
    register.refuseNew();
    for (TopicEntry entry : register.entries()) {
      String topic = entry.topic();
      entry.stopped(
          why -> new PublishOutcomeUnknown(topic, why),
          new IllegalStateException("the actor system was terminated"));
      entry.abandon();
      register.remove(entry);
    }
    register.hasClosed();
    return this;
  }

  /** Tells this actor how a request to the storage ends. */
  private <T> void request(
      Supplier<CompletionStage<T>> storage,
      BiFunction<@Nullable T, @Nullable Throwable, Command> told) {
    CompletionStage<T> outcome;
    try {
      outcome = storage.get();
    } catch (RuntimeException failure) { // other storages too must not end the guardian of all
      outcome = CompletableFuture.failedStage(failure);
    }
    getContext()
        .pipeToSelf(
            outcome,
            (done, failure) ->
                told.apply(
                    done, failure instanceof CompletionException ? failure.getCause() : failure));
  }
}
