package archon.bus.read;

import archon.bus.event.Event;
import org.jspecify.annotations.Nullable;

/** The conditions of a history query on single events. */
record HistoryFilter(TimeRange times, @Nullable String source, @Nullable String correlationId) {
  static HistoryFilter of(HistoryQuery query) {
    return new HistoryFilter(
        TimeRange.of(query.since(), query.until()), query.source(), query.correlationId());
  }

  /**
   * {@code candidate} if it is wanted, else null. The event is decoded only if that decides, and
   * then only once.
   */
  @Nullable LazyEvent apply(LazyEvent candidate) {
    if (!times.contains(candidate.timestampMicros())) {
      return null;
    }
    if (source == null && correlationId == null) {
      return candidate;
    }
    Event event = candidate.event().get();
    boolean wanted =
        (source == null || source.equals(event.source()))
            && (correlationId == null || correlationId.equals(event.correlationId()));
    return wanted
        ? new LazyEvent(
            candidate.timestampMicros(),
            candidate.topic(),
            candidate.seq(),
            candidate.sizeInBytes(),
            () -> event)
        : null;
  }
}
