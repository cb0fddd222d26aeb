package archon.bus.member;

import archon.bus.guest.Guest;
import archon.bus.read.ReadSide;
import archon.bus.subscription.Pushes;
import archon.bus.subscription.SubscriptionPositions;
import archon.bus.topic.TopicWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads the files of the directory itself; for all else there is the node. */
record GuestRole(Guest guest, ReadSide reads) implements Role {
  @Override
  public TopicWriter writer() {
    return guest;
  }

  @Override
  public Pushes pushes() {
    return guest.pushes();
  }

  /**
   * A guest may have handled events that the node had written but not synced yet: after a power cut
   * others could stand under their seqs.
   */
  @Override
  public CompletionStage<SubscriptionPositions> durable(SubscriptionPositions positions) {
    return guest
        .durableEnds(positions.positions().keySet())
        .thenApply(ends -> durable(positions, ends));
  }

  private static SubscriptionPositions durable(
      SubscriptionPositions positions, Map<String, Long> ends) {
    Map<String, Long> durable = new HashMap<>();
    positions
        .positions()
        .forEach((topic, seq) -> durable.put(topic, durable(seq, ends.get(topic))));
    return new SubscriptionPositions(positions.name(), positions.patterns(), durable);
  }

  /** Unchanged where the node cannot tell: its topic cannot be read, and so not go on either. */
  private static long durable(long seq, @Nullable Long end) {
    return end == null ? seq : Math.min(seq, end + 1);
  }
}
