package archon.bus.read;

import archon.bus.event.StoredEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one topic up to its live end, again and again; blocking, for one thread at a time. */
public interface TopicCursor extends AutoCloseable {
  /**
   * The next events in seq order: at least one if there is any, at most {@code maxEvents}, and not
   * more once their size reaches {@code maxBytes}. An empty batch without a gap means the live end;
   * ask again later.
   */
  Batch next(int maxEvents, long maxBytes);

  @Override
  void close();

  /**
   * Events read at once.
   *
   * @param events in dense seq order
   * @param gap what stood before them and is gone, or null
   */
  record Batch(List<StoredEvent> events, @Nullable Gap gap) {}

  /** Events that retention or {@code clear} removed before they were read, both inclusive. */
  record Gap(long firstSeq, long lastSeq) {}
}
