package archon.bus.guest;

import archon.bus.link.FrameWriter;
import archon.bus.read.TopicSelection;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import archon.bus.topic.Topics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the node tells one guest of its topics: of each that one or more events were stored, from
 * where to where, once the connection has room for it. So a guest that does not read costs memory
 * by its topics, not by their events. Safe from any thread.
 */
final class HintRelay {
  private final Topics topics;
  private final Runnable wake;
  private @Nullable Registration registration; // for the thread that tells what the guest sends

  // Guarded by this, all below.
  private final Map<String, Range> stored = new LinkedHashMap<>();
  private boolean isWatched; // what was asked for, and the guest does not know yet

  private record Range(long firstSeq, long lastSeq) {
    Range and(Range later) {
      return new Range(Math.min(firstSeq, later.firstSeq), Math.max(lastSeq, later.lastSeq));
    }
  }

  HintRelay(Topics topics, Runnable wake) {
    this.topics = topics;
    this.wake = wake;
  }

  /** Tells of these topics from now on, in place of those before. */
  void watch(TopicSelection selection) {
    Registration former = registration;
    registration = topics.register(selection::matches, this::push);
    if (former != null) {
      former.cancel();
    }
    synchronized (this) {
      isWatched = true;
    }
    wake.run();
  }

  private void push(Delivery push) {
    synchronized (this) {
      stored.merge(push.topic(), new Range(push.firstSeq(), push.lastSeq()), Range::and);
    }
    wake.run();
  }

  /** Puts what there is while there is room; whether more waits. */
  synchronized boolean fill(FrameWriter out) {
    if (isWatched && out.hasRoom()) {
      out.watched();
      isWatched = false;
    }
    Iterator<Map.Entry<String, Range>> each = stored.entrySet().iterator();
    while (each.hasNext() && out.hasRoom()) {
      Map.Entry<String, Range> next = each.next();
      out.hint(next.getKey(), next.getValue().firstSeq(), next.getValue().lastSeq());
      each.remove();
    }
    return isWatched || !stored.isEmpty();
  }

  void close() {
    if (registration != null) {
      registration.cancel();
    }
  }
}
