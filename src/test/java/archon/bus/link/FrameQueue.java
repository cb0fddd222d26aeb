package archon.bus.link;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Frames that wait to be sent. */
final class FrameQueue implements Outgoing {
  private final Queue<Frames.Frame> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();

  void add(Frames.Frame frame) {
    waiting.add(frame);
  }

  int size() {
    return waiting.size();
  }

  /** How often it was asked for frames. */
  int asked() {
    return asked.get();
  }

  @Override
  public boolean fill(FrameWriter out) {
    asked.incrementAndGet();
    while (out.hasRoom()) {
      Frames.Frame next = waiting.poll();
      if (next == null) {
        return false;
      }
      next.put(out);
    }
    return true;
  }
}
