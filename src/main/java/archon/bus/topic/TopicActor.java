package archon.bus.topic;

import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import archon.bus.event.TopicSnapshot;
import com.typesafe.config.Config;
import java.util.Optional;
import org.apache.pekko.actor.DeadLetterSuppression;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of one topic: drains the topic's queue, batch by batch, each a fact.
 *
 * <p>It has no replies to enforce: publishers are answered through the futures in the queue, which
 * outlive it. It is not restarted in place after a failure: a restart must pass through the storage
 * (release the files, repair them, read them again), which takes a while and no behavior of Pekko's
 * waits for; so it stops, and the guardian starts a new one when all that is done.
 */
final class TopicActor extends EventSourcedBehavior<TopicActor.Command, TopicFact, TopicState> {
  /**
   * What a topic is told. Each tells of work that stands in its {@link TopicEntry}, so a lost one
   * loses nothing.
   */
  sealed interface Command {}

  /** Something waits in the queue. At most one under way. */
  enum Drain implements Command, DeadLetterSuppression {
    INSTANCE
  }

  /** A clear waits. */
  enum Clear implements Command, DeadLetterSuppression {
    INSTANCE
  }

  /** The bus is closing: stop as soon as nothing waits. */
  enum Close implements Command, DeadLetterSuppression {
    INSTANCE
  }

  /** Stop if nothing waits: for a long time, or while others wait for room. */
  enum IdleTimedOut implements Command, DeadLetterSuppression {
    INSTANCE
  }

  record Cleared(@Nullable Long count, @Nullable Throwable failure) implements Command {}

  /** What all topics of a bus share. */
  record Context(TopicSettings settings, PersistencePlugins plugins, TopicStorage storage) {}

  private final ActorContext<Command> actor;
  private final TopicEntry entry;
  private final Context bus;
  private final Durability durability; // of this topic
  private boolean isClearing;
  private boolean isClosing;

  private TopicActor(ActorContext<Command> actor, TopicEntry entry, Context bus) {
    super(PersistenceId.ofUniqueId(TopicPersistenceId.of(entry.topic())));
    this.actor = actor;
    this.entry = entry;
    this.bus = bus;
    this.durability = bus.storage().durability(entry.topic());
  }

  static Behavior<Command> create(TopicEntry entry, Context bus) {
    return Behaviors.setup(
        actor -> {
          actor.setReceiveTimeout(bus.settings().passivateAfter(), IdleTimedOut.INSTANCE);
          return new TopicActor(actor, entry, bus);
        });
  }

  /**
   * Unless it is told not to, Pekko sends every fact to the system's event stream too, whether
   * anybody listens or not: each batch would wake one more thread, and facts would gather in memory
   * while that is busy. {@code createEventSourcedBehavior} is INTERNAL API, and the only way to say
   * so from Java; a test fails if facts are published.
   */
  @Override
  @SuppressWarnings("unchecked") // it is one, but Java does not see what a trait extends
  public Behavior<Command> apply(TypedActorContext<Command> context) {
    return (Behavior<Command>) createEventSourcedBehavior().withEventPublishing(false);
  }

  @Override
  public TopicState emptyState() {
    return TopicState.empty(bus.settings().idempotenceHorizon());
  }

  @Override
  public EventHandler<TopicState, TopicFact> eventHandler() {
    return TopicState::apply;
  }

  @Override
  public CommandHandler<Command, TopicFact, TopicState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Drain.class, (state, drain) -> onDrain(state))
        .onCommand(Clear.class, (state, clear) -> onClear())
        .onCommand(Cleared.class, (state, cleared) -> onCleared(cleared))
        .onCommand(Close.class, (state, close) -> onClose())
        .onCommand(IdleTimedOut.class, (state, idle) -> stopIfIdle())
        .build();
  }

  @Override
  public SignalHandler<TopicState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> entry.opened(actor.getSelf()))
        .build();
  }

  private Effect<TopicFact, TopicState> onDrain(TopicState state) {
    if (isClearing) {
      return Effect().none(); // the end of the clear drains
    }
    Batch batch = Batch.number(entry.topic(), state, entry.take());
    batch.completeAtOnce(durability);
    if (batch.isEmpty()) {
      drained();
      return Effect().none();
    }
    return Effect().persist(batch.fact()).thenRun(after -> onStored(batch));
  }

  private void onStored(Batch batch) {
    entry.stored();
    batch.completeAsStored(durability);
    var subscribers = entry.subscribers();
    if (!subscribers.isEmpty()) {
      Delivery delivery = batch.delivery();
      subscribers.forEach(subscriber -> subscriber.accept(delivery));
    }
    drained();
  }

  private void drained() {
    if (entry.done()) {
      actor.getSelf().tell(Drain.INSTANCE);
    } else if (isClosing) {
      actor.getSelf().tell(Close.INSTANCE);
    }
  }

  private Effect<TopicFact, TopicState> onClear() {
    ClearLimit limit = isClearing ? null : entry.beginClear();
    if (limit == null) {
      return Effect().none();
    }
    isClearing = true;
    if (lastSequenceNumber(actor) == 0) {
      return onCleared(new Cleared(0L, null));
    }
    actor.pipeToSelf(bus.storage().delete(entry.topic(), limit), Cleared::new);
    return Effect().none();
  }

  private Effect<TopicFact, TopicState> onCleared(Cleared cleared) {
    isClearing = false;
    entry.cleared(cleared.count(), cleared.failure());
    actor.getSelf().tell(Clear.INSTANCE); // one may have been asked for meanwhile
    drained();
    return Effect().none();
  }

  private Effect<TopicFact, TopicState> onClose() {
    isClosing = true;
    return stopIfIdle();
  }

  private Effect<TopicFact, TopicState> stopIfIdle() {
    return entry.mayStop() ? Effect().stop() : Effect().none();
  }

  @Override
  public boolean shouldSnapshot(TopicState state, TopicFact fact, long factNumber) {
    // Whenever the seq passes a multiple: events, not facts, and without remembering when the last
    // one was.
    int every = bus.settings().snapshotEveryEvents();
    return fact.lastSeq() / every != (fact.firstSeq() - 1) / every;
  }

  @Override
  public SnapshotAdapter<TopicState> snapshotAdapter() {
    int horizon = bus.settings().idempotenceHorizon();
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(TopicState state) {
        return state.snapshot();
      }

      @Override
      public TopicState fromJournal(Object snapshot) {
        return TopicState.restore((TopicSnapshot) snapshot, horizon);
      }
    };
  }

  @Override
  public String journalPluginId() {
    return bus.plugins().journalId();
  }

  @Override
  public String snapshotPluginId() {
    return bus.plugins().snapshotStoreId();
  }

  @Override
  public Optional<Config> journalPluginConfig() {
    return config();
  }

  @Override
  public Optional<Config> snapshotPluginConfig() {
    return config();
  }

  private Optional<Config> config() {
    return bus.plugins().config().isEmpty()
        ? Optional.empty()
        : Optional.of(bus.plugins().config());
  }
}
