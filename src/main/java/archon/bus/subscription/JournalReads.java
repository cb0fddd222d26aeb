package archon.bus.subscription;

import archon.bus.subscription.DeliveryState.Mode;
import archon.bus.subscription.SubscriberActor.Command;
import archon.bus.subscription.SubscriberActor.ReadDone;
import archon.bus.subscription.SubscriberActor.ReadFailed;
import archon.bus.subscription.SubscriberActor.Rechecked;
import archon.bus.subscription.SubscriberActor.ResumeReading;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The part of a {@link SubscriberActor} that reads the journal: one read at a time, a topic that
 * cannot be read again after a wait; and now and then a look for events that nobody pushed.
 */
final class JournalReads {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Subscription subscription;
  private final SubscriptionSettings settings;
  private final SubscriptionPorts ports;
  private final CatchUpReader reader;
  private final Map<String, Integer> fruitless = new HashMap<>(); // reads in a row, per topic
  private final Map<String, Throwable> failingTopics = new HashMap<>();
  private boolean isReading;
  private boolean isLooking;
  private boolean looksAgain; // somebody asked while it was looking already

  JournalReads(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Subscription subscription,
      SubscriptionSettings settings,
      SubscriptionPorts ports) {
    this.context = context;
    this.timers = timers;
    this.subscription = subscription;
    this.settings = settings;
    this.ports = ports;
    this.reader = new CatchUpReader(ports.readSide(), subscription.request().start());
  }

  void readNext(SubscriptionState state) {
    SubscriptionState.Read due = isReading ? null : state.nextRead();
    if (due == null) {
      return;
    }
    isReading = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> reader.read(due), ports.io()),
        (result, failure) ->
            failure == null
                ? new ReadDone(result)
                : new ReadFailed(due.topic(), SubscriberActor.cause(failure)));
  }

  void done(CatchUp result, SubscriptionState state) {
    isReading = false;
    String topic = result.topic();
    if (failingTopics.remove(topic) != null) {
      context.getLog().info("{}: topic [{}] can be read again", subscription.label(), topic);
    }
    Mode mode = state.read(result);
    if (mode == Mode.PAUSED) {
      scheduleResume(topic);
    } else {
      fruitless.remove(topic);
    }
    if (mode == Mode.LIVE) {
      ports.io().execute(() -> reader.close(topic));
    }
  }

  void failed(String topic, Throwable failure, SubscriptionState state) {
    isReading = false;
    failingTopics.put(topic, failure);
    state.readFailed(topic);
    context
        .getLog()
        .warn(
            "{}: topic [{}] cannot be read from seq [{}] on; trying again in [{}]",
            subscription.label(),
            topic,
            state.nextSeq(topic),
            scheduleResume(topic),
            failure);
  }

  private Duration scheduleResume(String topic) {
    int failures = fruitless.merge(topic, 1, Integer::sum);
    Duration wait = settings.retryBackoff().after(failures);
    timers.startSingleTimer("resume " + topic, new ResumeReading(topic), wait);
    return wait;
  }

  /** Looks for events that were stored but neither pushed nor betrayed by a later push. */
  void lookForMissed(SubscriptionState state) {
    looksAgain = isLooking;
    if (isLooking) {
      return;
    }
    isLooking = true;
    SubscriptionRequest request = subscription.request();
    Map<String, Long> live = state.liveTopics();
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> MissedEvents.find(request, ports.readSide(), live), ports.io()),
        (missed, failure) -> new Rechecked(failure == null ? missed : Map.of()));
  }

  /** A look has ended; whether another one is due at once. */
  boolean looked() {
    isLooking = false;
    return looksAgain;
  }

  boolean isUnderWay() {
    return isReading || isLooking;
  }

  /** Topics that could not be read when last tried, and why. */
  Map<String, Throwable> failingTopics() {
    return failingTopics;
  }

  /** Closes files, elsewhere if that is still possible, and runs {@code then} in any case. */
  void close(Runnable then) {
    Runnable close =
        () -> {
          try {
            reader.closeAll();
          } finally {
            then.run();
          }
        };
    try {
      ports.io().execute(close);
    } catch (RejectedExecutionException e) { // the pool's owner is gone: nobody is blocked by it
      close.run();
    }
  }
}
