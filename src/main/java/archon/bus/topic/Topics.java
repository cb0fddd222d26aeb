package archon.bus.topic;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import archon.bus.event.TopicPattern;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
public final class Topics implements TopicWriter {
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

  /** What bounds publishes. */
  public TopicSettings settings() {
    return settings;
  }

  @Override
  public CompletionStage<PublishResult> publish(EncodedEvent event) {
    SinglePublish publish = SinglePublish.of(event);
    put(event.topic(), publish);
    return publish.outcome();
  }

  @Override
  public CompletionStage<List<PublishResult>> publishAll(String topic, List<EncodedEvent> events) {
    if (events.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    try {
      OneBatch.require(topic, events, settings);
    } catch (EventRefused refused) {
      return CompletableFuture.failedStage(refused);
    }
    GroupPublish publish = GroupPublish.of(events);
    put(topic, publish);
    return publish.outcome();
  }

  @Override
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

  /** As {@link #register(Predicate, Consumer)}, for the topics of a pattern. */
  public Registration register(TopicPattern pattern, Consumer<Delivery> subscriber) {
    return register(pattern::matches, subscriber);
  }

  /**
   * Gives {@code subscriber} every batch stored from now on in the topics that match, including
   * topics that appear later. Every batch whose publisher has not been answered yet when this
   * returns is given. A subscriber that ends should cancel first.
   *
   * @param topics is asked for each topic, on any thread, again when the registration ends; answers
   *     the same each time, quickly
   * @param subscriber is called on threads of the topics: must neither block nor fail
   */
  public Registration register(Predicate<String> topics, Consumer<Delivery> subscriber) {
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

  /**
   * As {@link #publish} and {@link #publishAll} for events that have passed their rules elsewhere;
   * {@code publish} itself is told how it ends.
   */
  public void put(String topic, Pending publish) {
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
}
