package archon.bus.subscription;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import archon.bus.topic.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of one topic: events in dense seq order, or else a gap between events.
 *
 * @param bytes size of the events, also of those that were cut off its front and are kept in memory
 *     by it
 */
record Chunk(List<StoredEvent> events, long bytes, @Nullable Gap gap) {
  /**
   * What an event takes beside its payload, metadata and texts: names of members, id, timestamp.
   */
  private static final long FIXED_BYTES = 200;

  static Chunk of(Delivery push) {
    return new Chunk(push.events(), push.bytes(), null);
  }

  static Chunk of(List<StoredEvent> read) {
    return new Chunk(read, read.stream().mapToLong(Chunk::bytes).sum(), null);
  }

  static Chunk of(Gap gap) {
    return new Chunk(List.of(), 0, gap);
  }

  private static long bytes(StoredEvent stored) {
    Event event = stored.event();
    return FIXED_BYTES
        + event.payload().sizeInBytes()
        + event.metadata().sizeInBytes()
        + event.topic().length()
        + event.source().length();
  }

  int size() {
    return events.size();
  }

  long firstSeq() {
    return events.get(0).seq();
  }

  /** The seq after this piece. */
  long nextSeq() {
    return gap != null ? gap.lastSeq() + 1 : firstSeq() + size();
  }

  /** Without the events before {@code seq}, which lies in it or is its first. */
  Chunk from(long seq) {
    int cut = (int) (seq - firstSeq());
    return cut == 0 ? this : new Chunk(events.subList(cut, size()), bytes, null);
  }
}
