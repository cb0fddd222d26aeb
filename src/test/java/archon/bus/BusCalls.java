package archon.bus;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks a bus and waits for its answers. */
final class BusCalls {
  static final Instant NOON = Instant.parse("2026-04-16T12:00:00Z");

  private BusCalls() {}

  static void publish(EventBus bus, Event... events) {
    for (Event event : events) {
      join(bus.publish(event));
    }
  }

  static List<StoredEvent> history(EventBus bus, HistoryQuery query) {
    return join(bus.historyList(query));
  }

  static Event event(String topic, String source, int secondsAfterNoon) {
    return Event.create(topic, Map.of(), source).withTimestamp(NOON.plusSeconds(secondsAfterNoon));
  }

  static Throwable failureOf(CompletionStage<?> stage) {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> stage.toCompletableFuture().join());
    return failure.getCause();
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
