package archon.bus.subscription;

import archon.bus.topic.Delivery;
import java.util.HashMap;
import java.util.Map;

/**
 * What is pushed while it is not known yet where topics begin: of each topic only the first and the
 * last seq are kept, its events are read later.
 */
final class EarlyPushes {
  private final Map<String, Seqs> ofTopics = new HashMap<>();

  private record Seqs(long first, long last) {
    Seqs and(Seqs later) {
      return new Seqs(Math.min(first, later.first), Math.max(last, later.last));
    }
  }

  void add(Delivery push) {
    ofTopics.merge(push.topic(), new Seqs(push.firstSeq(), push.lastSeq()), Seqs::and);
  }

  /** Hands them on to the state that knows by now. */
  void moveTo(SubscriptionState begun) {
    ofTopics.forEach((topic, seqs) -> begun.pushedEarly(topic, seqs.first(), seqs.last()));
    ofTopics.clear();
  }
}
