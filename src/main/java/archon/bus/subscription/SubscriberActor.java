package archon.bus.subscription;

import static java.util.Objects.requireNonNull;

import archon.bus.subscription.BatchHandler.Outcome;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one subscription: what to read, hand out and store next is decided by {@link
 * SubscriptionState} and {@link PositionTracker}; this actor starts it elsewhere and takes the
 * outcome. It never blocks. Under way at any time are at most one read, one look for missed events,
 * one hand-over and one save.
 */
final class SubscriberActor extends AbstractBehavior<SubscriberActor.Command> {
  /** What the actor is told; nearly all of it by itself. */
  sealed interface Command {}

  /** Registers for pushes and finds the starting points; the first message. */
  enum Begin implements Command {
    INSTANCE
  }

  /** Ends the subscription once all that is under way is over. */
  enum Stop implements Command {
    INSTANCE
  }

  record Pushed(Delivery push) implements Command {}

  record Began(StartingPoints points) implements Command {}

  record BeginFailed(Throwable failure) implements Command {}

  record ReadDone(CatchUp result) implements Command {}

  record ReadFailed(String topic, Throwable failure) implements Command {}

  record ResumeReading(String topic) implements Command {}

  record HandedOver(HandOver handOver, Outcome outcome) implements Command {}

  record HandOverFailed(Throwable failure) implements Command {}

  record RetryHandOver(HandOver handOver, int attempt) implements Command {}

  enum SaveDue implements Command {
    INSTANCE
  }

  record Saved(PositionTracker.Save save, SubscriptionPositions stored) implements Command {}

  record SaveFailed(Throwable failure) implements Command {}

  enum RecheckDue implements Command {
    INSTANCE
  }

  record Rechecked(Map<String, Long> missed) implements Command {}

  private final Subscription subscription;
  private final SubscriptionSettings settings;
  private final SubscriptionPorts ports;
  private final TimerScheduler<Command> timers;
  private final JournalReads reads;
  private final HandOvers handOvers;
  private final EarlyPushes earlyPushes = new EarlyPushes(); // while there is no state yet
  private @Nullable Registration registration;
  private @Nullable SubscriptionState state; // null until it is known where topics begin
  private @Nullable PositionSaver positions; // null for an unnamed subscription
  private @Nullable Throwable beginFailure;
  private @Nullable CompletionStage<StartingPoints> beginning;
  private boolean isBeginning;
  private boolean isRecheckDue; // as soon as there is a state
  private boolean isStopping;
  private boolean isOver; // nothing is left to do: the stop that follows is the regular one

  private SubscriberActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Subscription subscription,
      SubscriptionSettings settings,
      SubscriptionPorts ports) {
    super(context);
    this.timers = timers;
    this.subscription = subscription;
    this.settings = settings;
    this.ports = ports;
    this.reads = new JournalReads(context, timers, subscription, settings, ports);
    this.handOvers = new HandOvers(context, timers, subscription, ports);
  }

  static Behavior<Command> create(
      Subscription subscription, SubscriptionSettings settings, SubscriptionPorts ports) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new SubscriberActor(context, timers, subscription, settings, ports)));
    return Behaviors.intercept(() -> new FailureNote(subscription), behavior);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Pushed.class, this::onPushed)
        .onMessage(HandedOver.class, this::onHandedOver)
        .onMessage(HandOverFailed.class, this::onHandOverFailed)
        .onMessage(RetryHandOver.class, this::onRetryHandOver)
        .onMessage(ReadDone.class, this::onReadDone)
        .onMessage(ReadFailed.class, this::onReadFailed)
        .onMessage(ResumeReading.class, this::onResumeReading)
        .onMessage(SaveDue.class, due -> onSaveDue())
        .onMessage(Saved.class, this::onSaved)
        .onMessage(SaveFailed.class, this::onSaveFailed)
        .onMessage(RecheckDue.class, due -> onRecheckDue())
        .onMessage(Rechecked.class, this::onRechecked)
        .onMessage(Begin.class, begin -> onBegin())
        .onMessage(Began.class, this::onBegan)
        .onMessage(BeginFailed.class, this::onBeginFailed)
        .onMessage(Stop.class, stop -> onStop())
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  // ---- begin

  private Behavior<Command> onBegin() {
    isBeginning = true;
    SubscriptionRequest request = subscription.request();
    ActorRef<Command> self = getContext().getSelf();
    registration =
        ports
            .pushes()
            .register(
                request.selection(),
                push -> self.tell(new Pushed(push)),
                () -> self.tell(RecheckDue.INSTANCE));
    beginning = StartingPoints.of(request, ports.readSide(), ports.positions(), ports.io());
    getContext()
        .pipeToSelf(
            beginning,
            (points, failure) ->
                failure == null ? new Began(points) : new BeginFailed(cause(failure)));
    return this;
  }

  private Behavior<Command> onBegan(Began began) {
    isBeginning = false;
    StartingPoints points = began.points();
    state = SubscriptionState.begun(points, settings.window(subscription.request()));
    earlyPushes.moveTo(state);
    if (points.stored() != null && points.hold() != null) {
      PositionTracker tracker = new PositionTracker(points.stored(), settings.positionMaxUnsaved());
      positions = new PositionSaver(getContext(), timers, tracker, settings, points.hold());
    }
    timers.startTimerWithFixedDelay(RecheckDue.INSTANCE, settings.recheckInterval());
    if (!isStopping) {
      subscription.start();
    }
    if (isRecheckDue) {
      onRecheckDue();
    }
    return goOn();
  }

  private Behavior<Command> onBeginFailed(BeginFailed failed) {
    isBeginning = false;
    beginFailure = failed.failure();
    return onStop();
  }

  // ---- pushes and reads

  private Behavior<Command> onPushed(Pushed pushed) {
    Delivery push = pushed.push();
    if (state != null) {
      state.push(push);
    } else {
      earlyPushes.add(push);
    }
    return goOn();
  }

  private Behavior<Command> onReadDone(ReadDone done) {
    CatchUp result = done.result();
    if (positions != null && begunState().nextSeq(result.topic()) == DeliveryState.UNDETERMINED) {
      positions.beginAt(result.topic(), result.fromSeq());
    }
    reads.done(result, begunState());
    tellHealth();
    return goOn();
  }

  private Behavior<Command> onReadFailed(ReadFailed failed) {
    reads.failed(failed.topic(), failed.failure(), begunState());
    tellHealth();
    return goOn();
  }

  private Behavior<Command> onResumeReading(ResumeReading resume) {
    begunState().resume(resume.topic());
    return goOn();
  }

  private Behavior<Command> onRecheckDue() {
    isRecheckDue = state == null;
    if (!isStopping && state != null) {
      reads.lookForMissed(state);
    }
    return this;
  }

  private Behavior<Command> onRechecked(Rechecked rechecked) {
    rechecked.missed().forEach(begunState()::heardOf);
    if (reads.looked()) {
      onRecheckDue();
    }
    return goOn();
  }

  // ---- callbacks

  private void handOver() {
    if (handOvers.isUnderWay() || isStopping || state == null) {
      return;
    }
    int allowed = settings.batchMaxEvents();
    if (positions != null) {
      allowed = Math.min(allowed, positions.allowance());
    }
    HandOver next = allowed < 1 ? null : state.nextHandOver(allowed);
    if (next != null) {
      if (positions != null) {
        positions.handedOver(next);
      }
      handOvers.begin(next);
    }
  }

  private Behavior<Command> onHandedOver(HandedOver done) {
    int attempt = done.outcome().retryAttempt();
    if (!handOvers.isUnderWay(done.handOver())) {
      return this;
    }
    if (attempt > 0 && !isStopping) {
      handOvers.retryLater(done.handOver(), attempt);
      return this;
    }
    finish(done.handOver());
    return goOn();
  }

  private void finish(HandOver handOver) {
    handOvers.finished();
    begunState().finished(handOver);
    if (positions != null) {
      positions.finished();
    }
  }

  private Behavior<Command> onRetryHandOver(RetryHandOver retry) {
    handOvers.retry(retry);
    return this;
  }

  private Behavior<Command> onHandOverFailed(HandOverFailed failed) {
    throw new IllegalStateException("events cannot be handed out", failed.failure());
  }

  // ---- positions

  private Behavior<Command> onSaveDue() {
    if (positions != null) {
      positions.saveDue();
    }
    return this;
  }

  private Behavior<Command> onSaved(Saved saved) {
    if (positions != null) {
      positions.saved(saved.save(), saved.stored());
      tellHealth();
    }
    return goOn();
  }

  private Behavior<Command> onSaveFailed(SaveFailed failed) {
    if (positions != null) {
      Duration wait = positions.saveFailed(failed.failure());
      tellHealth();
      getContext()
          .getLog()
          .warn(
              "{}: position cannot be stored; trying again in [{}]",
              subscription.label(),
              wait,
              failed.failure());
    }
    return goOn();
  }

  private void tellHealth() {
    Optional<Throwable> failure =
        positions == null ? Optional.empty() : Optional.ofNullable(positions.failure());
    subscription.health(new SubscriptionHealth(reads.failingTopics(), failure));
  }

  // ---- end

  private Behavior<Command> onStop() {
    isStopping = true;
    if (registration != null) {
      registration.cancel();
    }
    timers.cancel(RecheckDue.INSTANCE);
    HandOver waiting = handOvers.giveUpRetry();
    if (waiting != null) {
      finish(waiting);
    }
    return goOn();
  }

  private Behavior<Command> goOn() {
    handOver();
    if (!isStopping && state != null) {
      reads.readNext(state);
    }
    boolean isBusy = isBeginning || reads.isUnderWay() || handOvers.isUnderWay();
    if (!isStopping || isBusy || (positions != null && !positions.isSettled())) {
      return this;
    }
    isOver = true;
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop() {
    if (registration != null) {
      registration.cancel();
    }
    subscription.handler().stop();
    Throwable failure =
        isOver ? regularOutcome() : subscription.failureOr("its actor system was terminated");
    handOvers.whenAtRest(() -> reads.close(() -> end(failure)));
    return this;
  }

  /** Lets go of the name before anybody is told that the subscription has ended. */
  private void end(@Nullable Throwable failure) {
    CompletionStage<StartingPoints> begun = beginning;
    if (begun == null) {
      subscription.end(failure);
    } else {
      begun.whenComplete(
          (points, beginFailed) -> {
            if (points != null) {
              points.release();
            }
            subscription.end(failure);
          });
    }
  }

  private @Nullable Throwable regularOutcome() {
    if (beginFailure != null) {
      return beginFailure;
    }
    Throwable failure = positions == null ? null : positions.failure();
    return failure == null
        ? null
        : new SubscriptionFailed(
            "%s: its last position could not be stored; when resumed, up to %d events come again"
                .formatted(subscription.label(), settings.positionMaxUnsaved()),
            failure);
  }

  private SubscriptionState begunState() {
    return requireNonNull(state, "a subscription reads and hands out only once it has begun");
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }
}
