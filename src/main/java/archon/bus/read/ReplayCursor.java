package archon.bus.read;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Topics merged by the timestamps of their next events, ties by topic. A topic is not read before
 * its turn may have come; all topics share the buffer, and one that finds it full is read again
 * when its turn has come.
 */
final class ReplayCursor implements EventCursor {
  private static final long MAX_CHUNK_BYTES = 1024 * 1024; // more would only delay the first event
  private static final Comparator<TopicReplay> ORDER =
      Comparator.comparingLong(TopicReplay::headMicros).thenComparing(TopicReplay::topic);

  private final BlockSource source;
  private final long maxBufferBytes;
  private final DamageReport damage = new DamageReport();
  private final PriorityQueue<TopicReplay> topics = new PriorityQueue<>(ORDER);
  private long bufferedBytes;

  ReplayCursor(BlockSource source, List<String> names, TimeRange times, long maxBufferBytes) {
    this.source = source;
    this.maxBufferBytes = maxBufferBytes;
    BlockChoice choice = new BlockChoice(source, damage);
    for (String name : names) {
      damage.guard(() -> topics.add(new TopicReplay(name, times, choice.within(name, times))));
    }
  }

  @Override
  public @Nullable LazyEvent nextLazy() {
    TopicReplay first = topics.poll();
    while (first != null) {
      bufferedBytes -= first.bufferedBytes();
      LazyEvent event = isNext(first) ? first.take() : null;
      if (!first.isExhausted()) {
        putBack(first);
      }
      if (event != null) {
        return event;
      }
      first = topics.poll();
    }
    damage.throwIfAny();
    return null;
  }

  /** Whether the topic, read if need be, still comes first. */
  private boolean isNext(TopicReplay topic) {
    if (!topic.isLoaded()) {
      long share = Math.min(MAX_CHUNK_BYTES, maxBufferBytes / (topics.size() + 1));
      topic.load(source, Math.max(1, share), damage);
    }
    TopicReplay other = topics.peek();
    return topic.isLoaded() && (other == null || ORDER.compare(topic, other) < 0);
  }

  private void putBack(TopicReplay topic) {
    if (topic.isLoaded() && bufferedBytes + topic.bufferedBytes() > maxBufferBytes) {
      topic.unload();
    }
    bufferedBytes += topic.bufferedBytes();
    topics.add(topic);
  }

  /** Memory that events waiting for their turn take; for tests. */
  long bufferedBytes() {
    return bufferedBytes;
  }

  @Override
  public void close() {
    topics.clear();
  }
}
