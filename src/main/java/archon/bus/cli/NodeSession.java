package archon.bus.cli;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.subscription.EventHandler;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A bus in this process. Every call waits for its result. */
final class NodeSession implements AutoCloseable {
  private static final Map<String, Boolean> ALONE =
      Map.of("archon.bus.node.listen", false, "archon.bus.http.enabled", false);

  private final EventBus bus;

  private NodeSession(EventBus bus) {
    this.bus = bus;
  }

  /** On the directory that is configured, as long as the user wants. */
  static NodeSession open(Configuration configuration) {
    configuration.whole(); // first: the place is then found in it, and no settings are read twice
    return open(configuration, configuration.eventsPlace().directory());
  }

  static NodeSession open(Configuration configuration, Path directory) {
    return new NodeSession(EventBus.open(directory, configuration.whole()));
  }

  /** For a moment: no other process may come to depend on it. */
  static NodeSession openBriefly(Configuration configuration, Path directory) {
    Config alone = ConfigFactory.parseMap(ALONE).withFallback(configuration.whole());
    return new NodeSession(EventBus.open(directory, alone));
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
