package archon.bus.subscription;

import archon.bus.read.ReadSide;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds events whose push was lost and that no later push has betrayed, for instance because the
 * topic's writer stopped right after it had stored them.
 */
final class MissedEvents {
  private static final Logger LOG = LoggerFactory.getLogger(MissedEvents.class);

  private MissedEvents() {}

  /**
   * Per topic that has more than was delivered, its last seq; also topics not heard of before.
   * Blocks.
   *
   * @param live topics that wait for pushes, with the seq each needs next
   */
  static Map<String, Long> find(
      SubscriptionRequest request, ReadSide readSide, Map<String, Long> live) {
    Map<String, Long> missed = new HashMap<>();
    Set<String> topics = new TreeSet<>(live.keySet());
    quietly(request, () -> topics.addAll(StartingPoints.topics(request, readSide)));
    for (String topic : topics) {
      quietly(
          request,
          () -> {
            long lastSeq = readSide.range(topic).lastSeq();
            if (lastSeq >= live.getOrDefault(topic, 1L)) {
              missed.put(topic, lastSeq);
            }
          });
    }
    return missed;
  }

  private static void quietly(SubscriptionRequest request, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException failure) { // a precaution only: pushes and the next look go on
      LOG.warn("looking for missed events of {} failed", request.patternTexts(), failure);
    }
  }
}
