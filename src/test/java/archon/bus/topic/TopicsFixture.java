package archon.bus.topic;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;

/** Topics over the in-memory journal of Pekko's persistence testkit, with time moved by hand. */
final class TopicsFixture implements AutoCloseable {
  static final String TOPIC = "task.completed";
  static final PersistencePlugins PLUGINS =
      new PersistencePlugins(
          PersistenceTestKitPlugin.PluginId(),
          PersistenceTestKitSnapshotPlugin.PluginId(),
          ConfigFactory.empty());
  static final TopicSettings DEFAULTS =
      TopicSettings.from(ConfigFactory.defaultReference().getConfig("archon.bus.topic"));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ActorTestKit actors;
  final PersistenceTestKit journal;
  final SnapshotTestKit snapshots;
  final FakeStorage storage;
  private final List<CountDownLatch> gates = new ArrayList<>();

  TopicsFixture() {
    this(ManualTime.config().withFallback(config()));
  }

  private TopicsFixture(Config config) {
    actors = ActorTestKit.create(config);
    journal = PersistenceTestKit.create(actors.system());
    snapshots = SnapshotTestKit.create(actors.system());
    storage = new FakeStorage(journal, snapshots);
  }

  /**
   * Time passes by itself: for what would trip over the timers of Pekko's own that hand-moved time
   * sets off.
   */
  static TopicsFixture inRealTime() {
    return new TopicsFixture(config());
  }

  /** Moves time on; whoever calls this must know that the timer in question is running. */
  void timePasses(Duration time) {
    ManualTime.get(actors.system()).timePasses(time);
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            pekko.persistence.testkit.events.serialize = off
            pekko.persistence.testkit.snapshots.serialize = off
            """)
        .withFallback(PekkoDefaults.overrides())
        .withFallback(PersistenceTestKitPlugin.config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  /** Settings with some keys of {@code archon.bus.topic} replaced. */
  static TopicSettings settings(String overrides) {
    return TopicSettings.from(
        ConfigFactory.parseString(overrides)
            .withFallback(ConfigFactory.defaultReference().getConfig("archon.bus.topic")));
  }

  Topics open() {
    return open(DEFAULTS);
  }

  Topics open(TopicSettings settings) {
    return Topics.create(actors.system(), settings, PLUGINS, storage);
  }

  static EncodedEvent event(int number) {
    return event(TOPIC, number);
  }

  static EncodedEvent event(String topic, int number) {
    return encoded(Event.create(topic, Map.of("number", number), "fenrir"));
  }

  static EncodedEvent event(UUID id, int number) {
    return encoded(Event.create(TOPIC, Map.of("number", number), "fenrir").withId(id.toString()));
  }

  static EncodedEvent encoded(Event event) {
    return EncodedEvent.forPublish(event, EventLimits.DEFAULT);
  }

  static List<EncodedEvent> events(int count) {
    List<EncodedEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(i));
    }
    return events;
  }

  /** The facts of a topic as the journal holds them. */
  List<TopicFact> facts(String topic) {
    return journal.persistedInStorage(TopicPersistenceId.of(topic)).stream()
        .map(TopicFact.class::cast)
        .toList();
  }

  List<Event> stored(String topic) {
    return facts(topic).stream()
        .flatMap(fact -> fact.events().stream())
        .map(EncodedEvent::event)
        .toList();
  }

  /** Lets {@code decide} answer every operation of the journal; null stands for success. */
  void onJournal(Function<JournalOperation, ProcessingResult> decide) {
    journal.withPolicy(
        (persistenceId, operation) -> {
          ProcessingResult result = decide.apply(operation);
          return result == null ? ProcessingSuccess.getInstance() : result;
        });
  }

  /** A gate that is opened at the end of the test, if not before. */
  CountDownLatch gate() {
    CountDownLatch gate = new CountDownLatch(1);
    gates.add(gate);
    return gate;
  }

  static void pass(CountDownLatch gate) {
    try {
      if (!gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the gate stayed closed");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What {@code stage} fails with. */
  static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("expected a failure but completed with " + value);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    gates.forEach(CountDownLatch::countDown);
    actors.shutdownTestKit();
  }
}
