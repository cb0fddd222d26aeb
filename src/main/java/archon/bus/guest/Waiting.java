package archon.bus.guest;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.topic.Durability;
import archon.bus.topic.Pending;

/** A publish of this process until it is answered; changed by one thread at a time. */
final class Waiting implements Pending {
  private static final long NOT_SENT = -1;
  private static final long[] NOTHING_KNOWN = {};

  private final Pending publish;
  private final boolean isGroup;
  private final long sinceTick;
  private long afterSeq = NOT_SENT;
  private long[] knownSeqs = NOTHING_KNOWN;
  private boolean isGivenUp;

  /**
   * @param isGroup whether it is stored all or none
   * @param sinceTick see {@link Outbox#tick}
   */
  Waiting(Pending publish, boolean isGroup, long sinceTick) {
    this.publish = publish;
    this.isGroup = isGroup;
    this.sinceTick = sinceTick;
  }

  boolean isGroup() {
    return isGroup;
  }

  long sinceTick() {
    return sinceTick;
  }

  /**
   * It is sent now; if it is stored, then behind {@code seq}. Of several times the first counts.
   */
  void sentAfter(long seq) {
    if (afterSeq == NOT_SENT) {
      afterSeq = seq;
    }
  }

  boolean wasSent() {
    return afterSeq != NOT_SENT;
  }

  /** The seq behind which it may be stored, if it {@link #wasSent}. */
  long afterSeq() {
    return afterSeq;
  }

  /** Its publisher has been told; what is answered to it counts no more. */
  void giveUp() {
    isGivenUp = true;
  }

  boolean isGivenUp() {
    return isGivenUp;
  }

  /** The event was found stored. */
  void found(int index, long seq) {
    if (knownSeqs.length == 0) {
      knownSeqs = new long[size()];
    }
    knownSeqs[index] = seq;
  }

  @Override
  public long knownSeq(int index) {
    return knownSeqs.length == 0 ? 0 : knownSeqs[index];
  }

  @Override
  public boolean isBoundedElsewhere() {
    return true;
  }

  @Override
  public int size() {
    return publish.size();
  }

  @Override
  public EncodedEvent event(int index) {
    return publish.event(index);
  }

  @Override
  public long bytes() {
    return publish.bytes();
  }

  @Override
  public void complete(long[] seqs, int from, Durability durability) {
    publish.complete(seqs, from, durability);
  }

  @Override
  public void fail(BusException failure) {
    publish.fail(failure);
  }
}
