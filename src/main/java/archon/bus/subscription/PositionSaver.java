package archon.bus.subscription;

import archon.bus.subscription.PositionTracker.Save;
import archon.bus.subscription.SubscriberActor.Command;
import archon.bus.subscription.SubscriberActor.SaveDue;
import archon.bus.subscription.SubscriberActor.SaveFailed;
import archon.bus.subscription.SubscriberActor.Saved;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link SubscriberActor} that stores positions: one save at a time, in time, and
 * again when one fails.
 */
final class PositionSaver {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final PositionTracker tracker;
  private final SubscriptionSettings settings;
  private final PositionStore.Hold hold;
  private @Nullable Throwable failure; // of the last save
  private int failedSaves; // in a row
  private boolean isSaving;
  private boolean isLastTry;

  PositionSaver(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PositionTracker tracker,
      SubscriptionSettings settings,
      PositionStore.Hold hold) {
    this.context = context;
    this.timers = timers;
    this.tracker = tracker;
    this.settings = settings;
    this.hold = hold;
  }

  int allowance() {
    return tracker.allowance();
  }

  void beginAt(String topic, long seq) {
    tracker.beginAt(topic, seq);
    saveInTime();
  }

  void handedOver(HandOver handOver) {
    tracker.handedOver(handOver);
    saveInTime();
  }

  void finished() {
    tracker.finished();
    saveInTime();
  }

  private void saveInTime() {
    if (isSaving || failedSaves > 0) {
      return; // goes on once that save has ended, or when its retry is due
    }
    if (tracker.isSaveUrgent()) {
      save();
    } else if ((tracker.isDirty() || tracker.isUnderWay())
        && !timers.isTimerActive(SaveDue.INSTANCE)) {
      timers.startSingleTimer(SaveDue.INSTANCE, settings.positionSaveInterval());
    }
  }

  void saveDue() {
    if (isSaving) {
      return;
    }
    if (tracker.isDirty()) {
      save();
    } else {
      saveInTime();
    }
  }

  private void save() {
    timers.cancel(SaveDue.INSTANCE);
    isSaving = true;
    Save save = tracker.startSave();
    context.pipeToSelf(
        hold.save(save.positions()),
        (stored, thrown) ->
            thrown == null
                ? new Saved(save, stored)
                : new SaveFailed(SubscriberActor.cause(thrown)));
  }

  void saved(Save save, SubscriptionPositions stored) {
    isSaving = false;
    failedSaves = 0;
    failure = null;
    tracker.saved(save, stored);
    saveInTime();
  }

  /** Returns the wait before the next try. */
  Duration saveFailed(Throwable thrown) {
    isSaving = false;
    failedSaves++;
    failure = thrown;
    Duration wait = settings.retryBackoff().after(failedSaves);
    timers.startSingleTimer(SaveDue.INSTANCE, wait);
    return wait;
  }

  /**
   * At the end, when nothing is handed out any more: whether all is stored, or a last try has
   * failed; else makes that try.
   */
  boolean isSettled() {
    if (!isSaving && tracker.isDirty() && !isLastTry) {
      isLastTry = true;
      save();
    }
    return !isSaving;
  }

  /** Why the last save failed, or null if it did not. */
  @Nullable Throwable failure() {
    return failure;
  }
}
