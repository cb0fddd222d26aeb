package archon.bus.subscription;

/**
 * Learns that events a subscription still needed were removed by {@code clear} or retention before
 * it got them.
 */
@FunctionalInterface
public interface GapListener {
  /** Leaves it at the warning the bus logs for every gap. */
  GapListener NONE = (topic, firstSeq, lastSeq) -> {};

  /**
   * Told between the events before and after the gap, never while the {@link EventHandler} of the
   * same subscription runs, and under the same rules of threads. What it throws is logged.
   *
   * @param firstSeq seq of the first event that is gone (inclusive)
   * @param lastSeq seq of the last event that is gone (inclusive); the next event is the earliest
   *     that can be read
   */
  void onGap(String topic, long firstSeq, long lastSeq);
}
