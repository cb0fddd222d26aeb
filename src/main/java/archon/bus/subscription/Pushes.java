package archon.bus.subscription;

import archon.bus.read.TopicSelection;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.util.function.Consumer;

/** Where pushes come from: the writers of the topics. Safe from any thread; never blocks. */
@FunctionalInterface
public interface Pushes {
  /**
   * Tells {@code subscriber} of every event of the {@code topics}, also of topics created later, in
   * seq order per topic. A push may be lost; the subscriber copes.
   *
   * @param subscriber called on any thread; must neither block nor fail
   * @param afterInterruption called, on any thread, whenever pushes begin to come after a time in
   *     which none did, this registration's first moment included unless pushes began before this
   *     method returned: what became readable before the call may not have been pushed, what
   *     becomes readable after it is
   */
  Registration register(
      TopicSelection topics, Consumer<Delivery> subscriber, Runnable afterInterruption);
}
