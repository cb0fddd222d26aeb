package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Takes down what processes tell of their publishes and subscriptions, and holds it against what is
 * stored. Safe from any thread.
 */
final class Ledger {
  /** {@code archon.bus.subscription.position-max-unsaved}. */
  private static final int MAX_REPEATED = 1_000;

  // Guarded by this, all below.
  private final Map<String, Map<Long, String>> acknowledged = new HashMap<>();
  private final Map<String, Map<Long, String>> received = new HashMap<>();
  private final Map<String, Map<String, Long>> lastReceived = new HashMap<>();
  private final Map<String, Integer> mayRepeat = new HashMap<>(); // events, by subscriber
  private final Map<String, Set<String>> begunAnew = new HashMap<>(); // topics, since a kill

  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  /**
   * Takes down what a {@link BusProcess} tells.
   *
   * @param subscriber name of its subscription, which no other has
   */
  void note(String subscriber, String[] words) {
    switch (words[0]) {
      case "ack" -> acknowledged(words[1], Long.parseLong(words[2]), words[3]);
      case "got" -> received(subscriber, words[1], Long.parseLong(words[2]), words[3]);
      default -> faults.add(subscriber + ": " + String.join(" ", words));
    }
  }

  private synchronized void acknowledged(String topic, long seq, String id) {
    String before = of(topic, acknowledged).put(seq, id);
    if (before != null) {
      faults.add("%s %d was acknowledged for %s, then for %s".formatted(topic, seq, before, id));
    }
  }

  private synchronized void received(String subscriber, String topic, long seq, String id) {
    String others = of(topic, received).putIfAbsent(seq, id);
    if (others != null && !others.equals(id)) {
      faults.add("%s got %s %d as %s, others as %s".formatted(subscriber, topic, seq, id, others));
    }
    Map<String, Long> last = lastReceived.computeIfAbsent(subscriber, name -> new HashMap<>());
    Set<String> begun = begunAnew.computeIfAbsent(subscriber, name -> new HashSet<>());
    long expected = last.getOrDefault(topic, 0L) + 1;
    if (begun.add(topic) && seq < expected) {
      mayRepeat.merge(subscriber, (int) (seq - expected), Integer::sum);
      expected = seq;
    }
    if (seq != expected || mayRepeat.getOrDefault(subscriber, 0) < 0) {
      faults.add(
          "%s got %s %d instead of %d, and may have %s events again"
              .formatted(subscriber, topic, seq, expected, mayRepeat.get(subscriber)));
    }
    last.put(topic, seq);
  }

  private static Map<Long, String> of(String topic, Map<String, Map<Long, String>> ids) {
    return ids.computeIfAbsent(topic, name -> new HashMap<>());
  }

  /**
   * The process of a subscriber was killed: what it did not store a position for comes again, and
   * what came again to none since the kill before.
   */
  synchronized void killed(String subscriber) {
    Set<String> begun = begunAnew.put(subscriber, new HashSet<>());
    if (begun == null || begun.isEmpty()) {
      return; // it was given nothing
    }
    boolean isAllBegun = begun.containsAll(lastReceived.get(subscriber).keySet());
    mayRepeat.merge(
        subscriber, MAX_REPEATED, (left, more) -> isAllBegun ? more : Math.max(0, left) + more);
  }

  /** What must not have happened so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  synchronized int countAcknowledged() {
    return acknowledged.values().stream().mapToInt(Map::size).sum();
  }

  /** The last seq of each topic that a subscriber was given. */
  synchronized Map<String, Long> lastReceived(String subscriber) {
    return Map.copyOf(lastReceived.getOrDefault(subscriber, Map.of()));
  }

  /**
   * Asserts that what was acknowledged or received is stored, each event once, under dense seqs,
   * and in the order in which its process published it. Returns the last seq of each topic.
   */
  synchronized Map<String, Long> requireStored(EventBus bus) {
    Map<String, Long> lastSeqs = new HashMap<>();
    for (String topic : acknowledged.keySet()) {
      List<StoredEvent> stored = BusCalls.history(bus, HistoryQuery.topic(topic));
      Map<Long, String> ids =
          stored.stream().collect(Collectors.toMap(StoredEvent::seq, event -> event.event().id()));
      Set<Long> dense =
          LongStream.rangeClosed(1, ids.size())
              .boxed()
              .collect(Collectors.toCollection(HashSet::new));

      assertThat(ids.keySet()).as("seqs of %s", topic).isEqualTo(dense);
      assertThat(ids.values()).as("ids of %s", topic).doesNotHaveDuplicates();
      assertThat(ids).as("stored of %s", topic).containsAllEntriesOf(of(topic, acknowledged));
      assertThat(ids).as("stored of %s", topic).containsAllEntriesOf(of(topic, received));
      requireOrder(stored);
      lastSeqs.put(topic, (long) ids.size());
    }
    return lastSeqs;
  }

  private static void requireOrder(List<StoredEvent> stored) {
    Map<String, List<Integer>> bySource =
        stored.stream()
            .sorted(Comparator.comparing(StoredEvent::seq))
            .collect(
                Collectors.groupingBy(
                    each -> each.event().source(),
                    Collectors.mapping(
                        each -> each.event().payload().get("n").asInt(), Collectors.toList())));
    assertThat(bySource).allSatisfy((source, numbers) -> assertThat(numbers).isSorted());
  }
}
