package archon.bus.topic;

import archon.bus.event.BusException;
import archon.bus.event.EventRefused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a topic's actor: the bounded queue of publishes, the wish to clear, the
 * subscribers.
 *
 * <p>Whoever adds work wakes somebody: the actor if it is open, else the guardian, who starts one.
 * At most one {@link TopicActor.Drain} is under way: {@code woken} says that somebody knows of the
 * queue, and is taken back only when the queue has been seen empty. A message to an actor that is
 * just stopping is lost without harm, since the guardian looks at the queue after each stop; and an
 * entry is dropped only together with the right to add to it, so that nothing is added to a dropped
 * one.
 */
final class TopicEntry {
  /** How far the present actor has come, or the last one. */
  enum Progress {
    NOT_OPENED,
    OPENED,
    STORED
  }

  /** A topic whose actor has nothing to do, and since when, as {@code System.nanoTime} counts. */
  record Idle(TopicEntry entry, long sinceNanos) {}

  private final String topic;
  private final TopicSettings settings;
  private final ActorRef<TopicsGuardian.Command> guardian;
  private volatile List<Consumer<Delivery>> subscribers;

  // Guarded by this, all below. A plain lock: with it, one topic takes over a million events a
  // second from two threads.
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private int waitingEvents; // those the queue bounds, as the next one
  private long waitingBytes;
  private List<Pending> underWay = List.of();
  private Progress progress = Progress.NOT_OPENED;
  private boolean woken;
  private long usedNanos;
  private @Nullable ActorRef<TopicActor.Command> actor;
  private @Nullable Throwable unavailable;
  private boolean isRetired;
  private final Clears clears = new Clears();

  TopicEntry(
      String topic,
      TopicSettings settings,
      ActorRef<TopicsGuardian.Command> guardian,
      List<Consumer<Delivery>> subscribers) {
    this.topic = topic;
    this.settings = settings;
    this.guardian = guardian;
    this.subscribers = subscribers;
  }

  String topic() {
    return topic;
  }

  List<Consumer<Delivery>> subscribers() {
    return subscribers;
  }

  synchronized void subscribe(Consumer<Delivery> subscriber) {
    List<Consumer<Delivery>> changed = new ArrayList<>(subscribers);
    changed.add(subscriber);
    subscribers = List.copyOf(changed);
  }

  /** Removes {@code subscriber} once: it may be registered several times. */
  synchronized void unsubscribe(Consumer<Delivery> subscriber) {
    List<Consumer<Delivery>> changed = new ArrayList<>(subscribers);
    changed.remove(subscriber);
    subscribers = List.copyOf(changed);
  }

  // ---- publishers, on any thread

  /** Takes or refuses a publish; false if this entry was dropped and nothing happened. */
  boolean offer(Pending publish) {
    BusException refusal;
    ActorRef<TopicActor.Command> toWake = null;
    synchronized (this) {
      if (isRetired) {
        return false;
      }
      refusal = refusal(publish);
      if (refusal == null) {
        queue.add(publish);
        count(publish, 1);
        if (woken) {
          return true;
        }
        woken = true;
        toWake = actor;
      }
    }
    if (refusal != null) {
      publish.fail(refusal);
    } else if (toWake != null) {
      toWake.tell(TopicActor.Drain.INSTANCE);
    } else {
      guardian.tell(new TopicsGuardian.Wake(this));
    }
    return true;
  }

  /**
   * Asks for a deletion, or joins one of the same extent that has not begun; null if this entry was
   * dropped.
   */
  @Nullable CompletableFuture<Long> clear(ClearLimit limit) {
    CompletableFuture<Long> cleared;
    ActorRef<TopicActor.Command> toTell;
    synchronized (this) {
      if (isRetired) {
        return null;
      }
      boolean told = clears.isWaiting();
      cleared = clears.add(limit, topic);
      if (told) {
        return cleared;
      }
      toTell = actor;
    }
    if (toTell != null) {
      toTell.tell(TopicActor.Clear.INSTANCE);
    } else {
      guardian.tell(new TopicsGuardian.Wake(this));
    }
    return cleared;
  }

  private @Nullable BusException refusal(Pending publish) {
    if (unavailable != null) {
      return unavailable(unavailable);
    }
    // One is always taken: else an event above the bound could never be stored.
    if (waitingEvents == 0 || publish.isBoundedElsewhere()) {
      return null;
    }
    if (waitingEvents + publish.size() > settings.maxPendingEvents()) {
      return BusOverloaded.events(topic, waitingEvents, settings.maxPendingEvents());
    }
    if (waitingBytes + publish.bytes() > settings.maxPendingBytes()) {
      return BusOverloaded.bytes(topic, waitingBytes, settings.maxPendingBytes());
    }
    return null;
  }

  private void count(Pending publish, int sign) {
    if (!publish.isBoundedElsewhere()) {
      waitingEvents += sign * publish.size();
      waitingBytes += sign * publish.bytes();
    }
  }

  private BusException unavailable(Throwable cause) {
    return cause instanceof EventRefused refusal
        ? refusal
        : new TopicUnavailable(
            topic,
            "cannot be written to at present and nothing was stored; publish again later",
            cause);
  }

  // ---- the topic's actor

  /**
   * The actor has recovered: from now on it is told of work; also of what waits already. A clear
   * goes first: on a full disk nothing can be stored before it.
   */
  synchronized void opened(ActorRef<TopicActor.Command> opened) {
    progress = Progress.OPENED;
    actor = opened;
    usedNanos = System.nanoTime();
    woken = !queue.isEmpty();
    if (clears.isWaiting()) {
      opened.tell(TopicActor.Clear.INSTANCE);
    }
    if (woken) {
      opened.tell(TopicActor.Drain.INSTANCE);
    }
  }

  /**
   * Takes publishes up to the bounds of a batch, at least one if there is any; they stay under way
   * until {@link #done}.
   */
  synchronized List<Pending> take() {
    List<Pending> taken = new ArrayList<>(Math.min(queue.size(), settings.maxBatchEvents()));
    int events = 0;
    long bytes = 0;
    for (Pending next = queue.peek(); next != null; next = queue.peek()) {
      events += next.size();
      bytes += next.bytes();
      boolean fits = events <= settings.maxBatchEvents() && bytes <= settings.maxBatchBytes();
      if (!fits && !taken.isEmpty()) {
        break;
      }
      taken.add(queue.remove());
      count(next, -1);
    }
    underWay = taken;
    return taken;
  }

  /** A fact was persisted. */
  synchronized void stored() {
    progress = Progress.STORED;
  }

  /** What was taken is answered; whether more waits, and the actor is to drain again. */
  synchronized boolean done() {
    underWay = List.of();
    woken = !queue.isEmpty();
    usedNanos = System.nanoTime();
    return woken;
  }

  /** The clear to begin now, if any; it is under way until {@link #cleared}. */
  synchronized @Nullable ClearLimit beginClear() {
    return clears.begin();
  }

  /** The clear under way has ended: with a count, or with the storage's failure. */
  void cleared(@Nullable Long count, @Nullable Throwable failure) {
    CompletableFuture<Long> cleared;
    synchronized (this) {
      cleared = clears.end();
    }
    if (cleared == null) {
      return;
    }
    if (failure == null) {
      cleared.complete(count);
    } else {
      cleared.completeExceptionally(failure);
    }
  }

  /** Whether the actor may stop: nothing waits, and from now on work is told to the guardian. */
  synchronized boolean mayStop() {
    if (!queue.isEmpty() || !clears.isIdle()) {
      return false;
    }
    actor = null;
    return true;
  }

  // ---- the guardian

  /**
   * The actor is gone: what it had under way, if anything, fails with {@code failure}, a clear with
   * its cause.
   */
  void stopped(Function<Throwable, BusException> failure, Throwable cause) {
    List<Pending> lost;
    synchronized (this) {
      actor = null;
      woken = false; // whoever knew of the queue is gone
      lost = underWay;
      underWay = List.of();
    }
    lost.forEach(publish -> publish.fail(failure.apply(cause)));
    cleared(
        null,
        new TopicUnavailable(
            topic, "clear was interrupted, it may or may not be done; repeat it", cause));
  }

  /** Null if there is work, or no actor that has recovered. */
  synchronized @Nullable Idle idle() {
    boolean hasActor = actor != null;
    return hasActor && !woken && clears.isIdle() ? new Idle(this, usedNanos) : null;
  }

  /** Stops the actor if it still has nothing to do. */
  void passivate() {
    ActorRef<TopicActor.Command> toStop;
    synchronized (this) {
      toStop = actor;
    }
    if (toStop != null) {
      toStop.tell(TopicActor.IdleTimedOut.INSTANCE);
    }
  }

  /** An actor is about to be made ready: publishes may wait for it. */
  synchronized void starting() {
    unavailable = null;
    progress = Progress.NOT_OPENED;
  }

  synchronized Progress progress() {
    return progress;
  }

  synchronized boolean hasWork() {
    return !queue.isEmpty() || clears.isWaiting();
  }

  synchronized boolean hasClearWaiting() {
    return clears.isWaiting();
  }

  /** Fails all that waits, and what is published until {@link #available}. */
  void refuse(Throwable cause) {
    refusePublishes(cause);
    List<CompletableFuture<Long>> refused;
    synchronized (this) {
      refused = clears.emptied();
    }
    TopicUnavailable reason = unclearable(topic, cause);
    refused.forEach(clear -> clear.completeExceptionally(reason));
  }

  /** The failure of a clear that could not be done. */
  static TopicUnavailable unclearable(String topic, Throwable cause) {
    return new TopicUnavailable(topic, "cannot be cleared at present, try again", cause);
  }

  /** Fails the publishes that wait, and those until {@link #available}; a clear goes on waiting. */
  void refusePublishes(Throwable cause) {
    List<Pending> refused;
    synchronized (this) {
      unavailable = cause;
      refused = emptied();
    }
    refused.forEach(publish -> publish.fail(unavailable(cause)));
  }

  /** Tries again from now on. */
  synchronized void available() {
    unavailable = null;
  }

  /** Takes nothing more, if nothing waits. */
  synchronized boolean retire() {
    isRetired = !hasWork();
    return isRetired;
  }

  /**
   * Takes nothing more, whatever waits: that fails. For when the actor system ends under a bus that
   * is open.
   */
  void abandon() {
    List<Pending> abandoned;
    List<CompletableFuture<Long>> abandonedClears;
    synchronized (this) {
      isRetired = true;
      abandoned = emptied();
      abandonedClears = clears.emptied();
    }
    abandoned.forEach(publish -> publish.fail(TopicRegister.closed()));
    abandonedClears.forEach(clear -> clear.completeExceptionally(TopicRegister.closed()));
  }

  private List<Pending> emptied() {
    List<Pending> waiting = List.copyOf(queue);
    queue.clear();
    waitingEvents = 0;
    waitingBytes = 0;
    woken = false;
    return waiting;
  }
}
