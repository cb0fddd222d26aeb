package archon.bus.subscription;

import archon.bus.event.BusClosed;
import archon.bus.event.StoredEvent;
import archon.bus.topic.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.javadsl.Source;

/** All subscriptions of one process. Safe from any thread; nothing blocks. */
public final class Subscriptions {
  private static final AtomicLong ACTORS = new AtomicLong(); // names are unique per actor system

  private final ActorSystem<?> system;
  private final SubscriptionSettings settings;
  private final SubscriptionPorts ports;
  private final Set<Subscription> live = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  private Subscriptions(
      ActorSystem<?> system, SubscriptionSettings settings, SubscriptionPorts ports) {
    this.system = system;
    this.settings = settings;
    this.ports = ports;
  }

  /**
   * @param system carries the subscriptions as system actors, so that they outlive its user
   *     guardian's children
   */
  public static Subscriptions create(
      ActorSystem<?> system, SubscriptionSettings settings, SubscriptionPorts ports) {
    return new Subscriptions(system, settings, ports);
  }

  /**
   * Begins a subscription. Every event stored after the stage has completed is delivered to {@code
   * handler}, at least once and in seq order per topic; some stored before may be, and calls may
   * come before the stage completes.
   *
   * <p>With a name that is stored, it resumes after the last position stored there and the
   * request's start position has no effect; topics that appeared in between are delivered from
   * their first event. With a new name, the stage completes once the starting positions are stored.
   *
   * <p>After a crash up to {@code archon.bus.subscription.position-max-unsaved} events of a named
   * subscription come again.
   *
   * <p>The stage fails with {@link SubscriptionNameTaken} if the name has a live holder, {@link
   * SubscriptionRefused} if it is stored with other patterns (delete it first), {@link BusClosed}
   * after {@link #close}, and with whatever the read side or the position store throws. Nothing is
   * left behind then and a retry is safe.
   */
  public CompletionStage<Subscription> subscribe(
      SubscriptionRequest request, EventHandler handler) {
    return subscribe(request, CallbackHandler.of(request, handler, ports.callbacks()));
  }

  CompletionStage<Subscription> subscribe(SubscriptionRequest request, BatchHandler handler) {
    if (isClosed) {
      return CompletableFuture.failedStage(closed());
    }
    Subscription subscription = new Subscription(request, handler, ports.callbacks(), live::remove);
    ActorRef<SubscriberActor.Command> actor;
    try {
      actor =
          system.systemActorOf(
              SubscriberActor.create(subscription, settings, ports),
              "archon-bus-subscriber-" + ACTORS.incrementAndGet(),
              DispatcherSelector.fromConfig(Topics.DISPATCHER));
    } catch (RuntimeException failure) { // the system is down
      return CompletableFuture.failedStage(failure);
    }
    subscription.carriedOutBy(actor);
    live.add(subscription);
    actor.tell(SubscriberActor.Begin.INSTANCE);
    if (isClosed) { // closed meanwhile, perhaps without having seen this one
      subscription.stop();
    }
    return subscription.started();
  }

  /**
   * The same as a stream: each materialization is a subscription of its own, and its value tells
   * when that has begun, or why not.
   *
   * <p>Back-pressured: while downstream does not pull, the subscription falls behind and later
   * reads the journal. Cancelling unsubscribes. The stream completes after {@link
   * Subscription#unsubscribe} and {@link #close}, and fails if the subscription does.
   *
   * <p>Under a name an element counts as handled once downstream asks for the next one. Stages that
   * work on one element at a time and hold none thereby get each at least once, over all restarts;
   * elements that stages with buffers, or an asynchronous boundary, hold when the process dies do
   * not come again. Where that matters, subscribe with a callback.
   */
  public Source<StoredEvent, CompletionStage<Subscription>> source(SubscriptionRequest request) {
    return Source.fromGraph(new SubscriptionSource(this, request));
  }

  /**
   * All subscriptions that are stored under a name, sorted by it; fails with what the position
   * store throws.
   */
  public CompletionStage<List<NamedSubscription>> named() {
    return onIo(ports.positions()::named);
  }

  /**
   * Forgets a named subscription and its positions; completes with false if none is stored. Fails
   * with {@link SubscriptionNameTaken} if it has a live holder, and with what the position store
   * throws. A retry is safe.
   */
  public CompletionStage<Boolean> delete(String name) {
    return onIo(() -> ports.positions().delete(name));
  }

  /**
   * Ends all subscriptions as {@link Subscription#unsubscribe} does and refuses further ones.
   * Completes when all have ended, hence never while a callback does not return; their failures are
   * theirs alone. Idempotent.
   */
  public CompletionStage<Void> close() {
    isClosed = true;
    List<Subscription> ending = List.copyOf(live);
    ending.forEach(Subscription::stop);
    return CompletableFuture.allOf(
        ending.stream()
            .map(subscription -> subscription.completion().exceptionally(failure -> null))
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  private <T> CompletionStage<T> onIo(Supplier<T> task) {
    return isClosed
        ? CompletableFuture.failedStage(closed())
        : CompletableFuture.supplyAsync(task, ports.io());
  }

  private static BusClosed closed() {
    return new BusClosed("subscriptions: expected an open bus but it is closed; open it again");
  }
}
