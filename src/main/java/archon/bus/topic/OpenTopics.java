package archon.bus.topic;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The topics that have an actor, and which of them give way when there are more than {@code
 * archon.bus.topic.max-open}. For one thread.
 */
final class OpenTopics {
  private final int max;
  private final Set<TopicEntry> open = new HashSet<>();

  /**
   * How many are open when idle ones are looked for. Looking takes a glance at each, so a part of
   * them goes at once, and then so many may be opened until the next look: if they are gone by
   * then, it begins at the bound again, and if none was idle, it is not tried with every topic.
   */
  private int nextLook;

  OpenTopics(int max) {
    this.max = max;
    this.nextLook = max + 1;
  }

  /** One more; returns those to stop, used longest ago, if they are still idle. */
  List<TopicEntry> opened(TopicEntry entry) {
    open.add(entry);
    if (open.size() < nextLook) {
      return List.of();
    }
    int part = Math.max(1, max / 10);
    nextLook = open.size() + part;
    long now = System.nanoTime();
    return open.stream()
        .map(TopicEntry::idle)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(idle -> idle.sinceNanos() - now))
        .limit(open.size() - max + part - 1L)
        .map(TopicEntry.Idle::entry)
        .toList();
  }

  void closed(TopicEntry entry) {
    open.remove(entry);
    nextLook = Math.max(max + 1, nextLook - 1);
  }
}
