package archon.bus.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The clears that a topic was asked for, done one after another. Who asks for what waits already
 * shares it. Not thread-safe: guarded by its entry; futures are completed outside.
 */
final class Clears {
  /** Of different limits; nobody needs more at a time, and a queue without bound would be one. */
  static final int MAX_WAITING = 100;

  private final Map<ClearLimit, CompletableFuture<Long>> waiting = new LinkedHashMap<>();
  private @Nullable CompletableFuture<Long> underWay;

  /** Waits from now on, or shares what waits; fails if too many wait. */
  CompletableFuture<Long> add(ClearLimit limit, String topic) {
    CompletableFuture<Long> shared = waiting.get(limit);
    if (shared != null) {
      return shared;
    }
    if (waiting.size() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(BusOverloaded.clears(topic, MAX_WAITING));
    }
    CompletableFuture<Long> cleared = new CompletableFuture<>();
    waiting.put(limit, cleared);
    return cleared;
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  boolean isIdle() {
    return waiting.isEmpty() && underWay == null;
  }

  /** The next one, which is under way until {@link #end}; null if there is none to begin. */
  @Nullable ClearLimit begin() {
    if (waiting.isEmpty() || underWay != null) {
      return null;
    }
    Map.Entry<ClearLimit, CompletableFuture<Long>> next = waiting.entrySet().iterator().next();
    waiting.remove(next.getKey());
    underWay = next.getValue();
    return next.getKey();
  }

  /** What was under way, to be completed. */
  @Nullable CompletableFuture<Long> end() {
    CompletableFuture<Long> ended = underWay;
    underWay = null;
    return ended;
  }

  /** Everything that waits, to be failed. */
  List<CompletableFuture<Long>> emptied() {
    List<CompletableFuture<Long>> all = List.copyOf(waiting.values());
    waiting.clear();
    return all;
  }
}
