package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Takes bodies into memory: each up to a length, and all together up to another. */
final class Bodies {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PATIENCE_BYTES = 1024 * 1024;
  private static final int KIB = 1024;

  private final ActorSystem<?> system;
  private final long maxBytes;
  private final int maxKib;
  private final Semaphore freeKib;

  Bodies(ActorSystem<?> system, HttpSettings settings) {
    this.system = system;
    this.maxBytes = settings.maxBodyBytes();
    this.maxKib = (int) (settings.maxBodiesBytes() / KIB);
    this.freeKib = new Semaphore(maxKib);
  }

  /** What {@code use} makes of a request's body; until it has ended, the body counts as held. */
  <T> CompletionStage<T> read(Call call, Function<Body, CompletionStage<T>> use) {
    HttpEntity entity = call.request().entity();
    long expected = entity.getContentLengthOption().orElse(maxBytes);
    if (expected > maxBytes) {
      throw tooLarge(maxBytes);
    }
    int kib = Math.min((int) (expected / KIB) + 1, maxKib);
    if (!freeKib.tryAcquire(kib)) {
      throw tooMany();
    }
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .completionTimeout(PATIENCE)
        .runWith(Sink.fold(new Collected(maxBytes), Collected::add), system)
        .handle(Bodies::collected)
        .thenCompose(
            collected -> use.apply(new Body(entity.getContentType().mediaType(), collected.all())))
        .whenComplete((answer, failure) -> freeKib.release(kib));
  }

  private static Collected collected(Collected collected, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Refusal refusal) {
      throw refusal;
    }
    if (cause instanceof TimeoutException) {
      throw Refusal.of(
          Kind.BODY_TIMEOUT,
          "body: expected all of it within %d s".formatted(PATIENCE.toSeconds()));
    }
    if (cause != null) { // the connection broke, or its chunks are none
      throw Refusal.of(Kind.MALFORMED, "body: expected to read all of it but that failed");
    }
    return collected;
  }

  /** What has arrived; one at a time adds to it. */
  private static final class Collected {
    private final long maxBytes;
    private long arrived;
    private ByteString bytes = ByteString.emptyByteString();

    Collected(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    /**
     * What is too much is forgotten, and taken for a while all the same: a sender who may only
     * listen once all is sent shall hear of the refusal.
     */
    Collected add(ByteString piece) {
      arrived += piece.length();
      if (arrived > maxBytes + PATIENCE_BYTES) {
        throw tooLarge(maxBytes);
      }
      bytes = arrived > maxBytes ? ByteString.emptyByteString() : bytes.concat(piece);
      return this;
    }

    byte[] all() {
      if (arrived > maxBytes) {
        throw tooLarge(maxBytes);
      }
      return bytes.toArray();
    }
  }

  private static Refusal tooLarge(long maxBytes) {
    return Refusal.of(
        Kind.TOO_LARGE,
        "body: expected at most %d bytes (archon.bus.http.max-body-bytes) but it is longer; send it in parts"
            .formatted(maxBytes));
  }

  private static Refusal tooMany() {
    return new Refusal(
        Problem.of(
                Kind.UNAVAILABLE,
                "bodies: expected at most archon.bus.http.max-bodies-bytes of all requests at a time but this one would exceed it; send it again later")
            .with(RawHeader.create("Retry-After", "1")));
  }
}
