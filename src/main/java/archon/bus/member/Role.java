package archon.bus.member;

import archon.bus.read.ReadSide;
import archon.bus.subscription.Pushes;
import archon.bus.subscription.SubscriptionPositions;
import archon.bus.topic.TopicWriter;
import java.util.concurrent.CompletionStage;

/**
 * What a process is to its events directory, and what the parts of the bus that do not care work
 * with. A guest may become the node, once. Safe from any thread.
 */
sealed interface Role permits NodeRole, GuestRole {
  TopicWriter writer();

  Pushes pushes();

  ReadSide reads();

  /** What of these positions is sure to survive a power cut. Does not block. */
  CompletionStage<SubscriptionPositions> durable(SubscriptionPositions positions);
}
