package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription hands out at once: events of one topic, or a gap to tell of. One at a time
 * per subscription. Its progress is written by whoever handles it and may be read by the actor at
 * any time.
 */
final class HandOver {
  private final String topic;
  private final List<StoredEvent> events;
  private final @Nullable Gap gap;
  private final long bytes;
  private volatile int done;

  /**
   * @param bytes what its end releases from the window
   */
  HandOver(String topic, List<StoredEvent> events, @Nullable Gap gap, long bytes) {
    this.topic = topic;
    this.events = events;
    this.gap = gap;
    this.bytes = bytes;
  }

  String topic() {
    return topic;
  }

  List<StoredEvent> events() {
    return events;
  }

  @Nullable Gap gap() {
    return gap;
  }

  long bytes() {
    return bytes;
  }

  /** How many of the events have been handled: a prefix. */
  int done() {
    return done;
  }

  void done(int count) {
    done = count;
  }
}
