package archon.bus.cli;

import archon.bus.read.ReadSide;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicSelection;
import archon.bus.subscription.NamedSubscription;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a named subscription is behind: events that can be read and that it has not handled, as
 * far as its stored positions tell.
 *
 * @param byTopic of each topic that it selects and that has such events
 */
record SubscriptionLag(NamedSubscription subscription, Map<String, Long> byTopic) {
  static SubscriptionLag of(NamedSubscription subscription, ReadSide reads) {
    TopicSelection selection = TopicSelection.of(subscription.patterns().toArray(String[]::new));
    Map<String, Long> byTopic = new TreeMap<>();
    for (String topic : reads.topics()) {
      if (selection.matches(topic)) {
        TopicRange range = reads.range(topic);
        long next = subscription.positions().getOrDefault(topic, 1L);
        long lag = range.lastSeq() + 1 - Math.max(next, range.firstSeq());
        if (lag > 0) {
          byTopic.put(topic, lag);
        }
      }
    }
    return new SubscriptionLag(subscription, byTopic);
  }

  long events() {
    return byTopic.values().stream().mapToLong(Long::longValue).sum();
  }
}
