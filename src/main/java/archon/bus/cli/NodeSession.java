package archon.bus.cli;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The bus itself, for commands that change something: holds the directory's lock. Every call waits
 * for its result.
 */
final class NodeSession implements AutoCloseable {
  private static final String LOCK_WAIT = "archon.bus.lock-wait";
  private static final String SERVED = "archon.bus.http.enabled"; // nobody relies on a command
  private static final Duration MIN_LOCK_WAIT = Duration.ofSeconds(5); // shell loops take turns

  private final EventBus bus;

  private NodeSession(EventBus bus) {
    this.bus = bus;
  }

  /** On the directory that is configured. */
  static NodeSession open(Configuration configuration) {
    configuration.whole(); // first: the place is then found in it, and no settings are read twice
    return open(configuration, configuration.eventsPlace().directory());
  }

  /** Waits for another process to let go of the directory, some seconds at least. */
  static NodeSession open(Configuration configuration, Path directory) {
    Config whole = configuration.whole();
    Duration wait = whole.getDuration(LOCK_WAIT);
    if (wait.compareTo(MIN_LOCK_WAIT) < 0) {
      wait = MIN_LOCK_WAIT;
    }
    Config ours = ConfigFactory.parseMap(Map.of(LOCK_WAIT, wait, SERVED, false));
    return new NodeSession(EventBus.open(directory, ours.withFallback(whole)));
  }

  PublishResult publish(Event event) {
    return await(bus.publish(event));
  }

  ClearResult clear(ClearRequest request) {
    return await(bus.clear(request));
  }

  Subscription subscribe(SubscriptionRequest request, EventHandler handler) {
    return await(bus.subscribe(request, handler));
  }

  void unsubscribe(Subscription subscription) {
    await(subscription.unsubscribe());
  }

  List<NamedSubscription> subscriptions() {
    return await(bus.namedSubscriptions());
  }

  boolean deleteSubscription(String name) {
    return await(bus.deleteSubscription(name));
  }

  List<StoredEvent> history(HistoryQuery query) {
    return await(bus.historyList(query));
  }

  long replay(ReplayQuery query, double speed, Consumer<? super Event> callback) {
    return await(bus.replay(query, speed, callback));
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        failure.addSuppressed(e); // where it was waited for
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    bus.close();
  }
}
