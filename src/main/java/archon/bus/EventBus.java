package archon.bus;

import archon.bus.event.BusClosed;
import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.member.Member;
import archon.bus.member.Members;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.replay.ReplayControl;
import archon.bus.replay.Replays;
import archon.bus.settings.EventsDirectory;
import archon.bus.subscription.EventHandler;
import archon.bus.subscription.NamedSubscription;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A durable event bus on one events directory.
 *
 * <pre>{@code
 * EventBus bus = EventBus.open(Path.of("events"));
 * bus.subscribe("task.*", event -> System.out.println(event.payload())).toCompletableFuture().join();
 * bus.publish("task.completed", Map.of("task_id", "abc"), "fenrir").toCompletableFuture().join();
 * bus.close();
 * }</pre>
 *
 * <p>Safe from any thread. Nothing blocks but opening and {@link #close}: results are {@link
 * CompletionStage}s, completed on threads of the bus that must not be blocked, and Pekko Streams
 * sources, run with {@link #system}. Every call after {@code close} fails with {@link BusClosed};
 * failures the bus reports on purpose are {@link BusException}s.
 *
 * <p>Opening a directory that this JVM has open already gives a second handle on the same bus; the
 * last handle closed stops it.
 *
 * <p>A directory that another process has open is shared with it: this one is its guest then, with
 * the same guarantees, and may take its place later ({@link #whenNode}). What is published while
 * nobody can be reached for {@code archon.bus.node.timeout} fails with {@link
 * archon.bus.topic.TopicUnavailable} or {@link archon.bus.topic.PublishOutcomeUnknown}, caused by
 * {@link archon.bus.guest.NodeNotResponding}.
 */
public final class EventBus implements AutoCloseable {
  private final Member member;
  private final AtomicReference<@Nullable CompletionStage<Done>> closing = new AtomicReference<>();

  private EventBus(Member member) {
    this.member = member;
  }

  /**
   * Opens the bus on {@code eventsDir}, created if absent, with the configuration of {@code
   * ConfigFactory.load()} and an actor system of its own. Blocks while the directory is locked and
   * prepared.
   *
   * @throws BusException if another process holds the directory and lets nobody in, it cannot be
   *     used, or the configuration is wrong
   */
  public static EventBus open(Path eventsDir) {
    return new EventBus(Members.open(eventsDir, ConfigFactory.load()));
  }

  /**
   * As {@link #open(Path)}, with a resolved configuration. The directory is {@link
   * EventsDirectory#resolve}d from the environment and the configuration.
   */
  public static EventBus open(Config config) {
    return new EventBus(Members.open(EventsDirectory.resolve(config, System.getenv()), config));
  }

  /**
   * As {@link #open(Path)}, with a resolved configuration. {@code eventsDir} wins over what the
   * environment and the configuration say.
   */
  public static EventBus open(Path eventsDir, Config config) {
    return new EventBus(Members.open(eventsDir, config));
  }

  /**
   * Opens the bus inside {@code system}, which goes on when the bus is closed. Its configuration
   * must state {@code archon.bus.events-dir}, and {@code
   * pekko.persistence.typed.stash-overflow-strategy = fail}: with Pekko's default commands vanish
   * under load.
   *
   * @throws BusException as {@link #open(Path)}, or if the system's configuration would break a
   *     promise of the bus
   */
  public static EventBus open(ActorSystem<?> system) {
    return new EventBus(Members.open(system));
  }

  /**
   * Stores {@code event} and completes once it is durable in the sense of {@code
   * archon.bus.journal.sync}.
   *
   * <p>Events published from one thread to one topic are stored in call order. A known event id
   * with the same content (its time aside) completes as {@link PublishResult.Duplicate} with the
   * first seq, within the idempotence horizon.
   *
   * <p>Fails with {@link archon.bus.event.EventRefused} if a rule or limit is broken, with {@link
   * archon.bus.topic.BusOverloaded} when the topic's queue is full, with {@link
   * archon.bus.topic.EventConflict} for a known id with other content. A retry with the same event
   * is safe after every failure.
   */
  public CompletionStage<PublishResult> publish(Event event) {
    return guarded(() -> member.writer().publish(EncodedEvent.forPublish(event, member.limits())));
  }

  /** Publishes {@link Event#create(String, Object, String)}; the result holds the event. */
  public CompletionStage<PublishResult> publish(String topic, Object payload, String source) {
    return guarded(() -> publish(Event.create(topic, payload, source)));
  }

  /**
   * Stores events of one topic in order, all or none. Fails with {@link
   * archon.bus.event.EventRefused} if they are of several topics or more than {@code
   * archon.bus.topic.max-batch-events}.
   *
   * @return one result for each event, in order
   */
  public CompletionStage<List<PublishResult>> publishAll(List<Event> events) {
    return guarded(
        () -> {
          List<EncodedEvent> encoded = new ArrayList<>(events.size());
          for (Event event : events) {
            encoded.add(EncodedEvent.forPublish(event, member.limits()));
          }
          return events.isEmpty()
              ? CompletableFuture.completedStage(List.of())
              : member.writer().publishAll(events.get(0).topic(), encoded);
        });
  }

  /**
   * Publishes what flows in and emits the results in order. Where {@link #publish} fails because a
   * queue is full, the flow waits; any other failure fails it.
   */
  public Flow<Event, PublishResult, NotUsed> publisher() {
    return Flow.fromGraph(new PublisherStage(this::publish, member.publisherWindow()));
  }

  /**
   * Calls {@code callback} with every event published to the topics that {@code topicOrPattern}
   * selects after the returned stage has completed; one call at a time, in order per topic. A
   * callback that throws is logged, and the next event still comes.
   */
  public CompletionStage<Subscription> subscribe(
      String topicOrPattern, Consumer<? super Event> callback) {
    return guarded(
        () ->
            subscribe(
                SubscriptionRequest.topic(topicOrPattern),
                stored -> callback.accept(stored.event())));
  }

  /**
   * Subscribes as {@code request} says: from any position, and under a name that outlives this
   * process.
   */
  public CompletionStage<Subscription> subscribe(
      SubscriptionRequest request, EventHandler handler) {
    return guarded(() -> member.subscriptions().subscribe(request, handler));
  }

  /**
   * The same as a source, each time it is run. A slow stream holds nothing up: it falls behind and
   * is fed from the journal. Cancelling it unsubscribes.
   */
  public Source<StoredEvent, CompletionStage<Subscription>> events(SubscriptionRequest request) {
    requireOpen();
    return member.subscriptions().source(request);
  }

  /** Every named subscription of the directory, whether somebody holds it or not. */
  public CompletionStage<List<NamedSubscription>> namedSubscriptions() {
    return guarded(() -> member.subscriptions().named());
  }

  /**
   * Forgets a named subscription and its positions; completes with false if there is none. Fails if
   * somebody holds it.
   */
  public CompletionStage<Boolean> deleteSubscription(String name) {
    return guarded(() -> member.subscriptions().delete(name));
  }

  /**
   * Stored events by time, ties by topic and seq. Streamed: memory stays bounded however many there
   * are.
   */
  public Source<StoredEvent, NotUsed> history(HistoryQuery query) {
    requireOpen();
    return member.history(query);
  }

  /** The same as a list, for queries known to be small: it holds all of them in memory. */
  public CompletionStage<List<StoredEvent>> historyList(HistoryQuery query) {
    return guarded(() -> member.historyList(query));
  }

  /**
   * Stored events again, in the rhythm of their timestamps.
   *
   * @param speed 1.0 for the original pace, 10 for ten times faster, 0 for no pacing
   */
  public Source<StoredEvent, ReplayControl> replay(ReplayQuery query, double speed) {
    requireOpen();
    return member.replay(query, speed);
  }

  /** The same with a callback; completes with the number of events it took without throwing. */
  public CompletionStage<Long> replay(
      ReplayQuery query, double speed, Consumer<? super Event> callback) {
    return guarded(
        () ->
            Replays.run(
                    member.replay(query, speed),
                    stored -> callback.accept(stored.event()),
                    member.callbacks(),
                    Materializer.matFromSystem(member.system()))
                .completion());
  }

  /** Names of the topics that hold events, sorted. */
  public CompletionStage<List<String>> topics() {
    return guarded(member::topicNames);
  }

  /**
   * Deletes all events stored so far of the topics that {@code topicOrPattern} selects ({@code >}
   * for every topic); completes with their number. Later events go on with the next seq.
   */
  public CompletionStage<Long> clear(String topicOrPattern) {
    return guarded(() -> member.clear(ClearRequest.topic(topicOrPattern)))
        .thenApply(ClearResult::events);
  }

  /**
   * Deletes events stored so far as {@code request} says, exactly to the event; completes, once
   * that is durable, with how many of each topic. Readers and subscribers stop seeing them at once;
   * disk space is freed by whole files. A topic that fails does not keep the others from being
   * cleared; then the stage fails, and a retry is safe.
   */
  public CompletionStage<ClearResult> clear(ClearRequest request) {
    return guarded(() -> member.clear(request));
  }

  /**
   * Completes once this process is the node of the directory: the one that holds it and writes for
   * all others. It is done at once if the process has opened the directory first; it stays so until
   * the bus is closed.
   */
  public CompletionStage<Done> whenNode() {
    return member.whenNode();
  }

  /** The actor system the bus runs in, to run its sources with. */
  public ActorSystem<?> system() {
    return member.system();
  }

  /** Where the events are, with symbolic links resolved. */
  public Path eventsDir() {
    return member.eventsDir();
  }

  /**
   * Refuses further calls, ends subscriptions after the callback under way, stores what was
   * accepted, and completes when files and threads are released. Idempotent.
   */
  public CompletionStage<Done> closeAsync() {
    CompletableFuture<Done> mine = new CompletableFuture<>();
    CompletionStage<Done> first = closing.compareAndExchange(null, mine);
    if (first != null) {
      return first;
    }
    Members.release(member)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                mine.complete(done);
              } else {
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }

  /**
   * Waits for {@link #closeAsync}: not from a callback or a thread of the bus, which would wait for
   * itself.
   */
  @Override
  public void close() {
    closeAsync().toCompletableFuture().join();
  }

  private void requireOpen() {
    if (closing.get() != null) {
      throw new BusClosed(
          "bus on %s: expected to be open but it is closed; nothing was done"
              .formatted(member.eventsDir()));
    }
  }

  /** So that every failure of a call arrives in one way: through its stage. */
  private <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> call) {
    try {
      requireOpen();
      return call.get();
    } catch (BusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
