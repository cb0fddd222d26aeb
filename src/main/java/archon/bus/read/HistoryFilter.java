package archon.bus.read;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.journal.EventKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a history query on single events. */
record HistoryFilter(
    TimeRange times, @Nullable String id, @Nullable String source, @Nullable String correlationId) {
  static HistoryFilter of(HistoryQuery query) {
    return new HistoryFilter(
        TimeRange.of(query.since(), query.until()),
        query.id(),
        query.source(),
        query.correlationId());
  }

  /** The keys that every event wanted has. */
  List<EventKey> keys() {
    List<EventKey> keys = new ArrayList<>();
    if (id != null) {
      keys.add(EventKey.ofId(id));
    }
    if (source != null) {
      keys.add(EventKey.ofSource(source));
    }
    if (correlationId != null) {
      keys.add(EventKey.ofCorrelationId(correlationId));
    }
    return keys;
  }

  /**
   * {@code candidate} if it is wanted, else null. The event is decoded only if that decides, and
   * then only once.
   */
  @Nullable LazyEvent apply(LazyEvent candidate) {
    if (!times.contains(candidate.timestampMicros())) {
      return null;
    }
    if (id == null && source == null && correlationId == null) {
      return candidate;
    }
    StoredEvent stored = candidate.stored();
    return isWanted(stored.event())
        ? new LazyEvent(
            candidate.timestampMicros(),
            candidate.topic(),
            candidate.seq(),
            candidate.sizeInBytes(),
            () -> stored)
        : null;
  }

  private boolean isWanted(Event event) {
    return (id == null || id.equals(event.id()))
        && (source == null || source.equals(event.source()))
        && (correlationId == null || correlationId.equals(event.correlationId()));
  }
}
