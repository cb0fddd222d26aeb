package archon.bus.bench;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waiting for the bus. */
final class Stages {
  private Stages() {}

  /**
   * Waits for a result, however long it takes.
   *
   * @throws BenchFailed if there is none
   */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw failed(e);
    }
  }

  static BenchFailed failed(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable reason = failure instanceof CompletionException && cause != null ? cause : failure;
    return new BenchFailed("bench: a call of the bus failed: " + reason.getMessage(), reason);
  }
}
