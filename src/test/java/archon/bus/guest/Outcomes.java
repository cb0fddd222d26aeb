package archon.bus.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** How something ended that must have ended by now. */
final class Outcomes {
  private Outcomes() {}

  static <T> T result(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }

  static Throwable failure(CompletionStage<?> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return catchThrowableOfType(CompletionException.class, () -> stage.toCompletableFuture().join())
        .getCause();
  }

  static boolean isPending(CompletionStage<?> stage) {
    return !stage.toCompletableFuture().isDone();
  }
}
