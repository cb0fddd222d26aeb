package archon.bus.guest;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.topic.Durability;
import archon.bus.topic.Pending;

/** One event that a guest publishes, at the node. */
record GuestPublish(Replies replies, long number, EncodedEvent event, long knownSeq)
    implements Pending {
  @Override
  public int size() {
    return 1;
  }

  @Override
  public EncodedEvent event(int index) {
    return event;
  }

  @Override
  public long knownSeq(int index) {
    return knownSeq;
  }

  @Override
  public boolean isBoundedElsewhere() {
    return true;
  }

  @Override
  public long bytes() {
    return event.sizeInBytes();
  }

  @Override
  public void complete(long[] seqs, int from, Durability durability) {
    if (seqs[from] > 0) {
      replies.stored(this, seqs[from], durability);
    } else {
      replies.duplicate(this, -seqs[from]);
    }
  }

  @Override
  public void fail(BusException failure) {
    replies.notStored(this, number, failure);
  }
}
