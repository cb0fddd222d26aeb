package archon.bus.journal.plugin;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** Java's futures as Scala's, which the plugin interfaces of Pekko 1.x demand. */
final class ScalaFutures {
  private ScalaFutures() {}

  /**
   * A failure keeps its own type, without the {@link CompletionException} that dependent stages
   * wrap around it.
   */
  static <T extends @Nullable Object> Future<T> of(CompletionStage<T> stage) {
    Promise<T> promise = Promise.apply();
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            promise.success(value);
          } else {
            promise.failure(unwrapped(failure));
          }
        });
    return promise.future();
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
