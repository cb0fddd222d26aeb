package archon.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long no publish was answered when a node was killed: from the kill to the first answer to
 * anybody's publish that was begun after its death. Times are those of the host's clock, in
 * milliseconds. Safe from any thread.
 */
final class Pauses {
  private static final long NONE = Long.MAX_VALUE;

  // Guarded by this, all below.
  private final List<Long> ended = new ArrayList<>();
  private long killed = NONE;
  private long dead = NONE;

  /** Another one killed meanwhile makes the same pause longer. */
  synchronized void nodeKilled(long kill, long death) {
    killed = Math.min(killed, kill);
    dead = death;
  }

  synchronized void acknowledged(long begun, long answered) {
    if (begun > dead) {
      ended.add(answered - killed);
      killed = NONE;
      dead = NONE;
    }
  }

  synchronized Duration worst() {
    return Duration.ofMillis(ended.stream().mapToLong(Long::longValue).max().orElse(0));
  }

  @Override
  public synchronized String toString() {
    List<Long> sorted = ended.stream().sorted().toList();
    return "%d times, p50 %d ms, worst %d ms"
        .formatted(
            sorted.size(),
            sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2),
            worst().toMillis());
  }
}
