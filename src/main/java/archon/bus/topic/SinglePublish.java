package archon.bus.topic;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import java.util.concurrent.CompletableFuture;

/** A publish of one event, whose publisher is told through a future. */
public record SinglePublish(EncodedEvent event, CompletableFuture<PublishResult> outcome)
    implements Pending {
  public static SinglePublish of(EncodedEvent event) {
    return new SinglePublish(event, new CompletableFuture<>());
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public EncodedEvent event(int index) {
    return event;
  }

  @Override
  public long bytes() {
    return event.sizeInBytes();
  }

  @Override
  public void complete(long[] seqs, int from, Durability durability) {
    outcome.complete(PublishResult.of(event.event(), seqs[from], durability));
  }

  @Override
  public void fail(BusException failure) {
    outcome.completeExceptionally(failure);
  }
}
