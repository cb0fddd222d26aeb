package archon.bus.guest;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.link.ReceivedEvent;
import archon.bus.topic.Durability;
import archon.bus.topic.Pending;
import java.util.Arrays;
import java.util.List;

/** Events that a guest publishes all or none, at the node. */
record GuestPublishAll(
    Replies replies, long number, List<EncodedEvent> events, List<ReceivedEvent> received)
    implements Pending {
  @Override
  public int size() {
    return events.size();
  }

  @Override
  public EncodedEvent event(int index) {
    return events.get(index);
  }

  @Override
  public long knownSeq(int index) {
    return received.get(index).knownSeq();
  }

  @Override
  public boolean isBoundedElsewhere() {
    return true;
  }

  @Override
  public long bytes() {
    return events.stream().mapToLong(EncodedEvent::sizeInBytes).sum();
  }

  @Override
  public void complete(long[] seqs, int from, Durability durability) {
    replies.storedGroup(this, Arrays.copyOfRange(seqs, from, from + size()), durability);
  }

  @Override
  public void fail(BusException failure) {
    replies.notStored(this, number, failure);
  }
}
