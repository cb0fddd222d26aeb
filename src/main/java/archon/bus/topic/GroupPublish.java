package archon.bus.topic;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A publish of several events, stored in one fact, whose publisher is told through a future. */
public record GroupPublish(
    List<EncodedEvent> events, long bytes, CompletableFuture<List<PublishResult>> outcome)
    implements Pending {
  public static GroupPublish of(List<EncodedEvent> events) {
    long bytes = events.stream().mapToLong(EncodedEvent::sizeInBytes).sum();
    return new GroupPublish(List.copyOf(events), bytes, new CompletableFuture<>());
  }

  @Override
  public int size() {
    return events.size();
  }

  @Override
  public EncodedEvent event(int index) {
    return events.get(index);
  }

  @Override
  public void complete(long[] seqs, int from, Durability durability) {
    List<PublishResult> results = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      results.add(PublishResult.of(events.get(i).event(), seqs[from + i], durability));
    }
    outcome.complete(List.copyOf(results));
  }

  @Override
  public void fail(BusException failure) {
    outcome.completeExceptionally(failure);
  }
}
