package archon.bus.topic;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.EventRefused;
import archon.bus.event.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * All topics of a bus: the way in for publishers and the register of those who get pushes. Topics
 * are opened on first use and passivated when idle.
 *
 * <p>Safe from any thread; nothing blocks. Results are completed on threads of the actor system:
 * what is chained to them without an executor must neither block nor take long, or it delays the
 * topic.
 */
public final class Topics {
  /** Of all actors of the bus. */
  public static final String DISPATCHER = "archon.bus.dispatchers.actors";

  private final TopicSettings settings;
  private final TopicRegister register;

  private Topics(TopicSettings settings, TopicRegister register) {
    this.settings = settings;
    this.register = register;
  }

  /**
   * Starts inside {@code system}, which goes on after {@link #close}. If the system ends first, all
   * topics are closed and what waits fails with {@link BusClosed}.
   *
   * @throws UnsafeActorSystem if the system has settings that would lose commands
   */
  public static Topics create(
      ActorSystem<?> system,
      TopicSettings settings,
      PersistencePlugins plugins,
      TopicStorage storage) {
    PekkoDefaults.require(system.settings().config());
    TopicActor.Context context = new TopicActor.Context(settings, plugins, storage);
    // A random name: several buses may live in one system, also one after the other while the first
    // still stops.
    String name = "archon-bus-topics-" + UUID.randomUUID();
    return new Topics(
        settings,
        new TopicRegister(
            settings,
            register ->
                system.systemActorOf(
                    TopicsGuardian.create(register, context),
                    name,
                    DispatcherSelector.fromConfig(DISPATCHER))));
  }

  /**
   * Stores {@code event} and completes once it is as durable as the journal's settings say.
   *
   * <p>Events published by one thread to one topic are stored in call order. An event whose id was
   * stored before within the idempotence horizon completes as {@link PublishResult.Duplicate} with
   * the first seq.
   *
   * <p>Fails, at once where nothing has to be tried: with {@link EventRefused} if the storage has
   * no place for a topic of that name, with {@link BusOverloaded} if the topic's queue is full,
   * {@link EventConflict} if the id is known with other content, {@link TopicUnavailable} if the
   * topic cannot be opened at present, {@link PublishRefused} if the journal wrote nothing, {@link
   * BusClosed} after {@link #close}: in all these cases the event is not stored. With {@link
   * PublishOutcomeUnknown} it may or may not be. A retry with the same event id is safe in every
   * case.
   *
   * <p>There is no time-out of its own: it completes as soon as the journal has answered. Callers
   * who would rather give up use {@link CompletableFuture#orTimeout}; the event may then still be
   * stored, and again a retry with the same id is safe.
   */
  public CompletionStage<PublishResult> publish(EncodedEvent event) {
    Pending.Single publish = Pending.Single.of(event);
    put(event.event().topic(), publish);
    return publish.outcome();
  }

  /**
   * Stores {@code events} in their order, all or none, in one fact with dense seqs but for those
   * that are duplicates. Completes with one result for each event, in order; an empty list
   * completes at once.
   *
   * <p>Fails as {@link #publish} does, for all events together; also with {@link EventRefused} if
   * an event is of another topic, an id stands twice with different content, or there are more
   * events or bytes than one batch takes ({@code archon.bus.topic.max-batch-events}, {@code
   * max-batch-bytes}).
   */
  public CompletionStage<List<PublishResult>> publishAll(String topic, List<EncodedEvent> events) {
    if (events.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    Pending.Group publish = Pending.Group.of(events);
    try {
      requireOneBatch(topic, publish);
    } catch (EventRefused refused) {
      return CompletableFuture.failedStage(refused);
    }
    put(topic, publish);
    return publish.outcome();
  }

  /**
   * Deletes the events of {@code topic} that {@code limit} names, of those that are stored when the
   * deletion begins, and completes with the number of events that could be read before. Seqs go on
   * where they were. What waits in the queue is stored afterwards.
   *
   * <p>Calls of the same limit that come before a deletion has begun share it, and its count. Works
   * while publishing is refused: a topic that cannot be opened at present is tried again at once.
   * Fails with {@link TopicUnavailable}, {@link BusClosed}, {@link BusOverloaded} if a hundred
   * clears of other limits wait, or the storage's failure; a retry is safe.
   */
  public CompletionStage<Long> clear(String topic, ClearLimit limit) {
    while (true) {
      TopicEntry entry = register.entry(topic);
      if (entry == null) {
        return CompletableFuture.failedStage(TopicRegister.closed());
      }
      CompletableFuture<Long> cleared = entry.clear(limit);
      if (cleared != null) {
        return cleared.copy();
      }
    }
  }

  /** As {@link #register(Predicate, ActorRef)}, for the topics of a pattern. */
  public Registration register(TopicPattern pattern, ActorRef<Delivery> subscriber) {
    return register(pattern::matches, subscriber);
  }

  /**
   * Sends {@code subscriber} every batch stored from now on in the topics that match, including
   * topics that appear later. Every batch whose publisher has not been answered yet when this
   * returns is sent. A subscriber that ends should cancel first.
   *
   * @param topics is asked for each topic, on any thread, again when the registration ends; answers
   *     the same each time, quickly
   */
  public Registration register(Predicate<String> topics, ActorRef<Delivery> subscriber) {
    return register.add(topics, subscriber);
  }

  /**
   * Takes no more publishes, stores everything accepted before, then stops all topics and releases
   * their files. Completes when that is done, exceptionally never: what could not be stored has
   * failed to its publisher. Idempotent.
   */
  public CompletionStage<Void> close() {
    return register.close();
  }

  private void put(String topic, Pending publish) {
    while (true) {
      TopicEntry entry = register.entry(topic);
      if (entry == null) {
        publish.fail(TopicRegister.closed());
        return;
      }
      if (entry.offer(publish)) {
        return;
      }
      // The entry was dropped between finding and using it: there is a new one, or the bus is
      // closed.
    }
  }

  private void requireOneBatch(String topic, Pending.Group publish) {
    int count = publish.size();
    if (count > settings.maxBatchEvents()) {
      throw refused(
          topic,
          "%d events (archon.bus.topic.max-batch-events)".formatted(settings.maxBatchEvents()),
          count);
    }
    if (publish.bytes() > settings.maxBatchBytes()) {
      throw refused(
          topic,
          "%d bytes (archon.bus.topic.max-batch-bytes)".formatted(settings.maxBatchBytes()),
          publish.bytes());
    }
    Map<UUID, EventDigest> seen = new HashMap<>();
    for (EncodedEvent event : publish.events()) {
      if (!event.event().topic().equals(topic)) {
        throw new EventRefused(
            "event %s: expected topic \"%s\", as for all events of one publishAll, but found \"%s\""
                .formatted(event.event().id(), topic, event.event().topic()));
      }
      EventDigest digest = event.digest();
      EventDigest same = seen.putIfAbsent(new UUID(digest.idHigh(), digest.idLow()), digest);
      if (same != null && same.contentCrc() != digest.contentCrc()) {
        throw new EventRefused(
            "event %s: expected one content but the id stands twice in one publishAll, with two; give each event an id of its own"
                .formatted(event.event().id()));
      }
    }
  }

  private static EventRefused refused(String topic, String bound, long found) {
    return new EventRefused(
        "publishAll to \"%s\": expected at most %s but found %d; nothing was stored, publish in smaller parts"
            .formatted(topic, bound, found));
  }
}
