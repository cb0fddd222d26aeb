package archon.bus.guest;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.StoredEvent;
import archon.bus.read.ReadSide;
import archon.bus.read.TopicCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which publishes without an answer were stored nevertheless. The idempotence horizon alone
 * cannot tell: others may have published more than it holds since then.
 */
final class StoredBefore {
  private static final int EVENTS = 1_000;
  private static final long BYTES = 4L << 20;

  private record Place(Waiting publish, int index) {}

  private StoredBefore() {}

  /**
   * Notes in each of these publishes of one topic, in the order they were made, where its events
   * are stored. Reads what was stored since the first one was sent; blocks. What {@code clear} has
   * removed since is not found.
   */
  static void look(ReadSide reads, String topic, List<Waiting> publishes) {
    Map<String, List<Place>> sought = new HashMap<>(); // by id; one may be under way several times
    long after = Long.MAX_VALUE;
    for (Waiting publish : publishes) {
      after = Math.min(after, publish.afterSeq());
      for (int i = 0; i < publish.size(); i++) {
        sought
            .computeIfAbsent(publish.event(i).event().id(), id -> new ArrayList<>(1))
            .add(new Place(publish, i));
      }
    }
    try (TopicCursor cursor = reads.from(topic, after + 1)) {
      TopicCursor.Batch batch = cursor.next(EVENTS, BYTES);
      while (!sought.isEmpty() && (batch.gap() != null || !batch.events().isEmpty())) {
        batch.events().forEach(stored -> compare(stored, sought));
        batch = cursor.next(EVENTS, BYTES);
      }
    }
  }

  private static void compare(StoredEvent stored, Map<String, List<Place>> sought) {
    String id = stored.event().id();
    List<Place> places = sought.get(id);
    if (places == null) {
      return;
    }
    EventDigest digest = EncodedEvent.of(stored.event()).digest();
    places.removeIf(place -> isFound(place, digest, stored.seq()));
    if (places.isEmpty()) {
      sought.remove(id);
    }
  }

  private static boolean isFound(Place place, EventDigest digest, long seq) {
    // Another event under the same id is a conflict, for the topic to tell.
    boolean isSame = place.publish().event(place.index()).digest().equals(digest);
    if (isSame) {
      place.publish().found(place.index(), seq);
    }
    return isSame;
  }
}
