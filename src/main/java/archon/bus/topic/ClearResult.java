package archon.bus.topic;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a clear has deleted.
 *
 * @param eventsByTopic number of events that could be read before and cannot now, for each topic
 *     that was selected
 */
public record ClearResult(SortedMap<String, Long> eventsByTopic) {
  public ClearResult {
    eventsByTopic = Collections.unmodifiableSortedMap(new TreeMap<>(eventsByTopic));
  }

  /** Of all topics together. */
  public long events() {
    return eventsByTopic.values().stream().mapToLong(Long::longValue).sum();
  }
}
