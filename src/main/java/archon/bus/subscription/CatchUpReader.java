package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import archon.bus.read.ReadSide;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicCursor.Gap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads on in the topics of one subscription and keeps a bounded number of cursors open between
 * reads. Blocking; safe from any thread, though never used by two at a time for long.
 */
final class CatchUpReader {
  /** Each costs an open file. With more topics behind than this, each turn opens one anew. */
  private static final int MAX_OPEN_CURSORS = 16;

  private final ReadSide readSide;
  private final StartPosition start;
  private final Map<String, OpenCursor> open = new LinkedHashMap<>(16, 0.75f, true);

  private boolean isClosed;

  private record OpenCursor(TopicCursor cursor, long nextSeq) {}

  CatchUpReader(ReadSide readSide, StartPosition start) {
    this.readSide = readSide;
    this.start = start;
  }

  synchronized CatchUp read(SubscriptionState.Read due) {
    if (isClosed) {
      throw new IllegalStateException("reader: expected to be open but its subscription has ended");
    }
    String topic = due.topic();
    long seq = due.seq();
    if (seq == DeliveryState.UNDETERMINED) {
      seq = readSide.startSeq(topic, start);
    }
    OpenCursor known = open.remove(topic); // put back only if this read ends well
    TopicCursor cursor = null;
    if (known != null && known.nextSeq() == seq) {
      cursor = known.cursor();
    } else if (known != null) {
      known.cursor().close();
    }
    if (cursor == null) {
      cursor = readSide.from(topic, seq);
    }
    boolean ended = false;
    try {
      TopicCursor.Batch batch = cursor.next(due.room().events(), due.room().bytes());
      long nextSeq = requireDense(topic, seq, batch.gap(), batch.events());
      open.put(topic, new OpenCursor(cursor, nextSeq));
      ended = true;
      closeEldest();
      return new CatchUp(topic, seq, batch.gap(), batch.events());
    } finally {
      if (!ended) {
        cursor.close();
      }
    }
  }

  private static long requireDense(
      String topic, long seq, @Nullable Gap gap, List<StoredEvent> events) {
    long expected = seq;
    if (gap != null) {
      requireSeq(topic, expected, gap.firstSeq());
      expected = gap.lastSeq() + 1;
    }
    for (StoredEvent event : events) {
      requireSeq(topic, expected++, event.seq());
    }
    return expected;
  }

  private static void requireSeq(String topic, long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException(
          "read side at topic \"%s\": expected seq %d next but found %d"
              .formatted(topic, expected, found));
    }
  }

  private void closeEldest() {
    while (open.size() > MAX_OPEN_CURSORS) {
      close(open.keySet().iterator().next());
    }
  }

  /** The topic gets its events from pushes again. */
  synchronized void close(String topic) {
    OpenCursor known = open.remove(topic);
    if (known != null) {
      known.cursor().close();
    }
  }

  /** Closes all; later reads fail. */
  synchronized void closeAll() {
    isClosed = true;
    new ArrayList<>(open.keySet()).forEach(this::close);
  }
}
