package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;

/** Takes bodies into memory: each up to a length, and all together up to another. */
final class Bodies {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final int KIB = 1024;

  private final Materializer materializer;
  private final long maxBytes;
  private final int maxKib;
  private final Semaphore freeKib;

  Bodies(ActorSystem<?> system, HttpSettings settings) {
    this.materializer = SystemMaterializer.get(system).materializer();
    this.maxBytes = settings.maxBodyBytes();
    this.maxKib = (int) (settings.maxBodiesBytes() / KIB);
    this.freeKib = new Semaphore(maxKib);
  }

  /** What {@code use} makes of a request's body; until it has ended, the body counts as held. */
  <T> CompletionStage<T> read(Call call, Function<Body, CompletionStage<T>> use) {
    HttpEntity entity = call.request().entity();
    long expected = entity.getContentLengthOption().orElse(maxBytes);
    if (expected > maxBytes) {
      throw tooLarge();
    }
    int kib = Math.min((int) (expected / KIB) + 1, maxKib);
    if (!freeKib.tryAcquire(kib)) {
      throw tooMany();
    }
    return entity
        .toStrict(PATIENCE_MILLIS, maxBytes, materializer)
        .handle(Bodies::bodyOf)
        .thenCompose(use)
        .whenComplete((answer, failure) -> freeKib.release(kib));
  }

  private static Body bodyOf(HttpEntity.Strict entity, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof EntityStreamSizeException) {
      throw tooLarge();
    }
    if (cause instanceof TimeoutException) {
      throw Refusal.of(
          Kind.BODY_TIMEOUT, "body: expected all of it within %d ms".formatted(PATIENCE_MILLIS));
    }
    if (cause != null) { // the connection broke, or its chunks are none
      throw Refusal.of(Kind.MALFORMED, "body: expected to read all of it but that failed");
    }
    return new Body(entity.getContentType().mediaType(), entity.getData().toArray());
  }

  private static Refusal tooLarge() {
    return Refusal.of(
        Kind.TOO_LARGE,
        "body: expected at most archon.bus.http.max-body-bytes but it is longer; send it in parts");
  }

  private static Refusal tooMany() {
    return new Refusal(
        Problem.of(
                Kind.UNAVAILABLE,
                "bodies: expected at most archon.bus.http.max-bodies-bytes of all requests at a time but this one would exceed it; send it again later")
            .with(RawHeader.create("Retry-After", "1")));
  }
}
