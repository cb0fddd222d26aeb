package archon.bus.member;

import archon.bus.event.BusClosed;
import archon.bus.topic.ClearResult;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Clears topics, some at a time. One that fails does not keep the others from being cleared; then
 * the whole fails with the first failure, further ones as suppressed. Fails with {@link BusClosed}
 * if the bus is closed meanwhile.
 */
final class ClearRun {
  /** Each opens its topic: all at once would be too many where there are 100,000. */
  private static final int TOPICS_AT_A_TIME = 16;

  private final SortedMap<String, Long> events = new TreeMap<>();
  private @Nullable Throwable failure;

  private record Outcome(String topic, @Nullable Long events, @Nullable Throwable failure) {}

  private ClearRun() {}

  static CompletionStage<ClearResult> of(
      List<String> topics, Function<String, CompletionStage<Long>> clear, ActorSystem<?> system) {
    try {
      return Source.from(topics)
          .mapAsync(
              TOPICS_AT_A_TIME,
              topic ->
                  clear.apply(topic).handle((count, failure) -> new Outcome(topic, count, failure)))
          .runWith(Sink.fold(new ClearRun(), ClearRun::add), system)
          .handle((run, ended) -> ended == null ? run.result() : closed(ended))
          .thenCompose(result -> result);
    } catch (IllegalStateException ended) { // before it began
      return closed(ended);
    }
  }

  /** The system in which it runs has ended: nothing else fails but single topics. */
  private static CompletionStage<ClearResult> closed(Throwable ended) {
    BusClosed closed =
        new BusClosed("bus: closed while topics were cleared; some may be, and some not");
    closed.addSuppressed(ended);
    return CompletableFuture.failedStage(closed);
  }

  /** Called by the stream, one after another. */
  private ClearRun add(Outcome outcome) {
    Long count = outcome.events();
    if (count != null) {
      events.put(outcome.topic(), count);
    } else if (failure == null) {
      failure = unwrapped(outcome.failure());
    } else {
      failure.addSuppressed(unwrapped(outcome.failure()));
    }
    return this;
  }

  private CompletionStage<ClearResult> result() {
    return failure == null
        ? CompletableFuture.completedStage(new ClearResult(events))
        : CompletableFuture.failedStage(failure);
  }

  private static Throwable unwrapped(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? new IllegalStateException("a clear ended without an outcome") : cause;
  }
}
