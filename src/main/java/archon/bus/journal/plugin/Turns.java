package archon.bus.journal.plugin;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks of the same key run one after another, in the order they came. Safe from any thread;
 * never blocks.
 */
final class Turns {
  private final Map<String, CompletableFuture<?>> lastOfKey = new HashMap<>();

  /** Starts {@code task} once the ones before it have ended, well or not; completes as it does. */
  <T extends @Nullable Object> CompletionStage<T> take(
      String key, Supplier<? extends CompletionStage<T>> task) {
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    CompletableFuture<?> before;
    synchronized (lastOfKey) {
      before = lastOfKey.put(key, ended);
    }
    CompletionStage<T> result =
        before == null
            ? start(task)
            : before.handle((done, failure) -> null).thenCompose(ignored -> start(task));
    return result.whenComplete(
        (value, failure) -> {
          synchronized (lastOfKey) {
            lastOfKey.remove(key, ended);
          }
          ended.complete(null);
        });
  }

  /** Completes once every task taken so far has ended. */
  CompletableFuture<Void> allEnded() {
    synchronized (lastOfKey) {
      return CompletableFuture.allOf(lastOfKey.values().toArray(CompletableFuture<?>[]::new));
    }
  }

  private static <T extends @Nullable Object> CompletionStage<T> start(
      Supplier<? extends CompletionStage<T>> task) {
    try {
      return task.get();
    } catch (RuntimeException failure) { // else the key's later tasks would wait for ever
      return CompletableFuture.failedStage(failure);
    }
  }
}
