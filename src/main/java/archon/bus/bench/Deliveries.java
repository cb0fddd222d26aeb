package archon.bus.bench;

import archon.bus.event.StoredEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether a subscriber was told of every new event, once and in order. For one thread at a time.
 */
final class Deliveries {
  private final BenchTopics topics;
  private final long[] lastSeq;
  private long count;
  private long idHash;
  private @Nullable String problem;

  /**
   * @param stored what the topics hold that it is not told of
   */
  Deliveries(BenchTopics topics, Tally stored) {
    this.topics = topics;
    this.lastSeq = new long[topics.count()];
    Arrays.setAll(lastSeq, stored::ofTopic);
  }

  /** Takes one, and tells the index of its topic. */
  int add(StoredEvent stored) {
    int topic = topics.indexOf(stored.event().topic());
    if (stored.seq() != ++lastSeq[topic] && problem == null) {
      problem =
          "topic %s: expected seq %d but seq %d came"
              .formatted(topics.name(topic), lastSeq[topic], stored.seq());
    }
    idHash += Verifier.idHash(stored.event().id());
    count++;
    return topic;
  }

  long count() {
    return count;
  }

  /**
   * @param expectedIdHash of what is stored
   * @throws BenchFailed if not exactly that came
   */
  void verify(long expectedCount, long expectedIdHash) {
    if (problem == null && count != expectedCount) {
      problem = "expected %d events but %d came".formatted(expectedCount, count);
    }
    if (problem == null && idHash != expectedIdHash) {
      problem = "other events came than are stored";
    }
    if (problem != null) {
      throw new BenchFailed("verification of deliveries: " + problem);
    }
  }
}
