package archon.bus.http;

import archon.bus.event.BusClosed;
import archon.bus.http.Problem.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are streams: so many at a time, and ended with the endpoint. Each is sent as its
 * reader takes it; what is held meanwhile is one portion.
 */
final class Streams {
  private static final long PORTION_BYTES = 64 * 1024;

  /** What a stream has handed on is sent within. */
  private static final long SENDING_MILLIS = 100;

  /**
   * How long a stream that failed waits before it breaks: that resets the connection, and what has
   * arrived but is not read by then is lost to its reader.
   */
  private static final Duration BREAKS_AFTER = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final SharedKillSwitch finite = KillSwitches.shared("archon-bus-http-finite");
  private final CompletableFuture<Boolean> allEnded = new CompletableFuture<>();
  private volatile boolean isClosed;
  private final SharedKillSwitch live = KillSwitches.shared("archon-bus-http-live");

  Streams(ActorSystem<?> system, HttpSettings settings) {
    this.system = system;
    this.max = settings.maxStreams();
  }

  /** One that ends by itself: if the endpoint is closed before, its reader sees that it broke. */
  CompletionStage<HttpResponse> finite(Media media, Source<ByteString, ?> bytes) {
    return answer(media, bytes.via(finite.flow()));
  }

  /** One without an end: that of the endpoint is a good one. */
  CompletionStage<HttpResponse> live(Media media, Source<ByteString, ?> bytes) {
    return answer(media, bytes.via(live.flow()));
  }

  /** Ends all; completes when the last bytes of each are on their way, or after {@code atMost}. */
  CompletionStage<?> close(Duration atMost) {
    isClosed = true;
    boolean isIdle = open.get() == 0; // those that end from here on are given time to be sent
    live.shutdown();
    finite.abort(closed());
    if (isIdle) {
      allEnded.complete(Boolean.TRUE);
    }
    return allEnded.copy().completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the first bytes: what fails before them is told with a status of its own. */
  private CompletionStage<HttpResponse> answer(Media media, Source<ByteString, ?> bytes) {
    return Source.lazySource(() -> counted(portions(bytes)))
        .prefixAndTail(1)
        .runWith(Sink.head(), system)
        .thenApply(
            begun ->
                HttpResponse.create()
                    .addHeader(RawHeader.create("Cache-Control", "no-store"))
                    .withEntity(
                        HttpEntities.create(
                            media.contentType(),
                            Source.from(begun.first()).concat(begun.second()))));
  }

  /** What comes while the reader is busy, together; a failure waits until what came is sent. */
  private static Source<ByteString, ?> portions(Source<ByteString, ?> bytes) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    return bytes
        .mapError(
            Throwable.class,
            thrown -> {
              failure.set(thrown);
              return thrown;
            })
        .onErrorComplete()
        .batchWeighted(
            PORTION_BYTES, piece -> (long) piece.length(), piece -> piece, ByteString::concat)
        .concatLazy(Source.lazySource(() -> end(failure.get())));
  }

  private static Source<ByteString, NotUsed> end(@Nullable Throwable failure) {
    return failure == null
        ? Source.empty()
        // A failed source fails at once, whatever delays its elements.
        : Source.single(failure)
            .initialDelay(BREAKS_AFTER)
            .mapAsync(1, CompletableFuture::failedStage);
  }

  /** Counts from when it runs until it has ended, however that comes. */
  private Source<ByteString, NotUsed> counted(Source<ByteString, ?> bytes) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new Refusal(
          Problem.of(
                  Kind.UNAVAILABLE,
                  "streams: expected at most %d at a time (archon.bus.http.max-streams) but so many are open already"
                      .formatted(max))
              .with(RawHeader.create("Retry-After", "5")));
    }
    return bytes.watchTermination(
        (materialized, ended) -> {
          CompletionStage<?> unused = ended.whenComplete((done, failure) -> countEnded());
          return NotUsed.getInstance();
        });
  }

  private void countEnded() {
    if (open.decrementAndGet() == 0 && isClosed) {
      CompletableFuture.delayedExecutor(SENDING_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> allEnded.complete(Boolean.TRUE));
    }
  }

  private static BusClosed closed() {
    return new BusClosed("HTTP endpoint: closed while it was read");
  }
}
