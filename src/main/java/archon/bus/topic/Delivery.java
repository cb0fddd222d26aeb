package archon.bus.topic;

import archon.bus.event.StoredEvent;
import java.util.List;

/**
 * A push to a subscriber: a hint with data. It may be lost or dropped; whoever needs every event
 * compares {@link #firstSeq} with the seq it expects and reads the journal when it does not fit.
 *
 * @param events at least one, in dense seq order; the same objects go to every subscriber
 * @param bytes size of their encoded form, for bounding buffers
 */
public record Delivery(String topic, List<StoredEvent> events, long bytes) {
  public long firstSeq() {
    return events.get(0).seq();
  }

  public long lastSeq() {
    return events.get(events.size() - 1).seq();
  }
}
