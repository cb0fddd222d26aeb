package archon.bus.topic;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.StoredEvent;
import archon.bus.event.TopicFact;
import java.util.ArrayList;
import java.util.List;

/**
 * Waiting publishes as one fact: new events numbered, repeated ones set apart, conflicting ones
 * refused. Built from the state without changing it, so that nothing has happened yet if the fact
 * is not persisted.
 */
final class Batch {
  private final String topic;
  private final TopicState state;
  private final RecentEvents numbered;
  private final List<EncodedEvent> events;
  private final Answers afterPersist = new Answers();
  private final Answers atOnce = new Answers();
  private final List<Refusal> refusals = new ArrayList<>();
  private final long firstSeq;
  private long[] seqs = new long[1]; // of the publish that is added

  private record Refusal(Pending publish, EventConflict conflict) {}

  private Batch(String topic, TopicState state, int expected) {
    this.topic = topic;
    this.state = state;
    this.events = new ArrayList<>(expected);
    this.firstSeq = state.lastSeq() + 1;
    this.numbered = new RecentEvents(Integer.MAX_VALUE, state.lastSeq(), expected);
  }

  /** Numbers {@code waiting} in its order, on top of {@code state}. */
  static Batch number(String topic, TopicState state, List<Pending> waiting) {
    Batch batch = new Batch(topic, state, waiting.size());
    waiting.forEach(batch::add);
    return batch;
  }

  /** Whether there is nothing to persist. */
  boolean isEmpty() {
    return events.isEmpty();
  }

  TopicFact fact() {
    return TopicFact.of(firstSeq, events);
  }

  /** The new events, for subscribers. */
  Delivery delivery() {
    long bytes = 0;
    for (EncodedEvent event : events) {
      bytes += event.sizeInBytes();
    }
    return new Delivery(topic, firstSeq, firstSeq + events.size() - 1, bytes, this::storedEvents);
  }

  private List<StoredEvent> storedEvents() {
    List<StoredEvent> stored = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      EncodedEvent event = events.get(i);
      stored.add(new StoredEvent(firstSeq + i, event.event(), event.via()));
    }
    return List.copyOf(stored);
  }

  /**
   * Answers those who need not wait for the fact: repetitions of stored events only, and conflicts.
   */
  void completeAtOnce(Durability durability) {
    atOnce.complete(durability);
    refusals.forEach(refusal -> refusal.publish().fail(refusal.conflict()));
  }

  /** Answers all others, now that the fact is persisted. */
  void completeAsStored(Durability durability) {
    afterPersist.complete(durability);
  }

  private void add(Pending publish) {
    long before = numbered.lastSeq();
    int size = publish.size();
    if (seqs.length < size) {
      seqs = new long[size];
    }
    boolean waits = false;
    for (int i = 0; i < size; i++) {
      EncodedEvent event = publish.event(i);
      seqs[i] = publish.knownSeq(i);
      if (seqs[i] != 0) {
        continue; // it is stored, and the topic's recovery has made sure that it stays
      }
      long known = known(event.digest());
      if (known == 0) {
        numbered.add(event.digest());
        events.add(event);
        seqs[i] = numbered.lastSeq();
      } else if (crcOf(known) == event.digest().contentCrc()) {
        seqs[i] = -known;
      } else {
        refuse(publish, new EventConflict(topic, event.event().id(), known), before);
        return;
      }
      waits |= known == 0 || known >= firstSeq;
    }
    (waits ? afterPersist : atOnce).add(publish, seqs);
  }

  /**
   * Seq of the event with that id, stored or numbered here, as far back as the horizon reaches from
   * the next seq.
   */
  private long known(EventDigest digest) {
    long oldest = numbered.lastSeq() + 1 - state.horizon();
    long stored = state.seqOf(digest, oldest);
    return stored != 0 ? stored : numbered.seqOf(digest, oldest);
  }

  private int crcOf(long seq) {
    return seq < firstSeq ? state.contentCrc(seq) : numbered.contentCrc(seq);
  }

  private void refuse(Pending publish, EventConflict conflict, long lastSeqBefore) {
    numbered.cutBackTo(lastSeqBefore);
    events.subList((int) (lastSeqBefore + 1 - firstSeq), events.size()).clear();
    refusals.add(new Refusal(publish, conflict));
  }
}
