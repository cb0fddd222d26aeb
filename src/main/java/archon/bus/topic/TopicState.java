package archon.bus.topic;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicSnapshot;

/**
 * What a topic knows between two facts: its last seq and the events within the idempotence horizon.
 *
 * <p>It is changed in place and {@link #apply} returns this: copying ten thousand entries per batch
 * would cost more than storing the batch. That is right although Pekko applies a fact before it is
 * persisted, because nobody can see the state before the journal has answered (commands wait, and a
 * snapshot is taken after the answer), and because after any answer but success the actor stops for
 * good together with its state: the next one gets a new state from disk. Whoever makes the actor
 * restart in place must make this class immutable first.
 */
final class TopicState {
  private final RecentEvents recent;

  private TopicState(RecentEvents recent) {
    this.recent = recent;
  }

  static TopicState empty(int horizon) {
    return new TopicState(new RecentEvents(horizon, 0, 0));
  }

  static TopicState restore(TopicSnapshot snapshot, int horizon) {
    RecentEvents recent =
        new RecentEvents(
            horizon, snapshot.lastSeq() - snapshot.recent().size(), snapshot.recent().size());
    snapshot.recent().forEach(recent::add);
    return new TopicState(recent);
  }

  TopicSnapshot snapshot() {
    return new TopicSnapshot(lastSeq(), recent.inSeqOrder());
  }

  /** Seq of the last event ever stored, 0 if there was none. */
  long lastSeq() {
    return recent.lastSeq();
  }

  int horizon() {
    return recent.horizon();
  }

  /** Seq of the oldest event with that id at or above {@code fromSeq}, 0 if none is known. */
  long seqOf(EventDigest digest, long fromSeq) {
    return recent.seqOf(digest, fromSeq);
  }

  /** Check of the content of an event that {@link #seqOf} has found. */
  int contentCrc(long seq) {
    return recent.contentCrc(seq);
  }

  TopicState apply(TopicFact fact) {
    if (fact.firstSeq() <= lastSeq()) {
      throw new IllegalStateException(
          "fact: expected seq %d or higher but found %d to %d; a seq is never given twice"
              .formatted(lastSeq() + 1, fact.firstSeq(), fact.lastSeq()));
    }
    TopicState next = this;
    if (fact.firstSeq() > lastSeq() + 1) {
      // Events in between were cleared or cannot be read; positions in the ring are dense, so what
      // came before is forgotten.
      next = new TopicState(new RecentEvents(horizon(), fact.firstSeq() - 1, 0));
    }
    fact.digests().forEach(next.recent::add);
    return next;
  }
}
