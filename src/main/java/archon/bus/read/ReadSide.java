package archon.bus.read;

import java.util.List;

/**
 * Everything that can be asked about stored events. Reads never pass through a topic's writer and
 * take no lock. Safe from any thread; the cursors it opens are not. Every method blocks on I/O:
 * call it on a thread that may.
 *
 * <p>Memory stays bounded whatever a topic holds; the bounds are settings of the implementation.
 */
public interface ReadSide {
  /** Names of all topics that hold events, sorted. */
  List<String> topics();

  /** First and last seq that can be read; {@link TopicRange#EMPTY} for a topic that never was. */
  TopicRange range(String topic);

  /**
   * Makes what can be read of a topic survive a power cut, where that is promised of it at all. A
   * store that shows nothing before has nothing to do.
   */
  default void sync(String topic) {}

  /** Events in exact order of timestamp, ties by topic, then seq; ends by itself. */
  EventCursor history(HistoryQuery query);

  /**
   * Events of each topic in seq order, several topics merged by the timestamps of their heads; ends
   * by itself.
   */
  EventCursor replay(ReplayQuery query);

  /**
   * Events of one topic from {@code seq} (inclusive) on, in seq order, up to the live end; it can
   * be read on when more was stored.
   */
  TopicCursor from(String topic, long seq);

  /**
   * The seq a subscription with this start position needs first; one above the last for an empty
   * remainder.
   */
  long startSeq(String topic, StartPosition start);
}
