package archon.bus.subscription;

import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/** Where pushes come from: the writers of the topics. Safe from any thread; never blocks. */
@FunctionalInterface
public interface Pushes {
  /**
   * Tells {@code subscriber} of every event of the topics that {@code topics} accepts, also topics
   * created later, in seq order per topic. Begins before this returns: what becomes readable later
   * is pushed. A push may be lost; the subscriber copes.
   *
   * @param topics asked on any thread; must be quick and give the same answer always
   */
  Registration register(Predicate<String> topics, ActorRef<Delivery> subscriber);
}
