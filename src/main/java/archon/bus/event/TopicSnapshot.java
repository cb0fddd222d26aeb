package archon.bus.event;

import java.util.List;

/**
 * All a topic needs to go on without reading its events again.
 *
 * @param lastSeq seq of the last event ever stored, 0 if there was none; {@code clear} does not
 *     lower it
 * @param recent digests of the newest events in seq order, ending with {@code lastSeq}: the
 *     idempotence horizon
 */
public record TopicSnapshot(long lastSeq, List<EventDigest> recent) {
  public TopicSnapshot {
    recent = List.copyOf(recent);
  }
}
