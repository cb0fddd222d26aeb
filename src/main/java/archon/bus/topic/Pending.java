package archon.bus.topic;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A publish that waits to be stored, all or none. */
sealed interface Pending {
  /** Number of its events, at least one. */
  int size();

  EncodedEvent event(int index);

  /** Size of the encoded events. */
  long bytes();

  /**
   * Tells the publisher.
   *
   * @param seqs holds one number for each event from {@code from} on: its seq, negative if it is a
   *     duplicate
   */
  void complete(long[] seqs, int from, Durability durability);

  void fail(BusException failure);

  /** One event. */
  record Single(EncodedEvent event, CompletableFuture<PublishResult> outcome) implements Pending {
    static Single of(EncodedEvent event) {
      return new Single(event, new CompletableFuture<>());
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
      outcome.complete(result(event, seqs[from], durability));
    }

    @Override
    public void fail(BusException failure) {
      outcome.completeExceptionally(failure);
    }
  }

  /** Several events, stored in one fact. */
  record Group(
      List<EncodedEvent> events, long bytes, CompletableFuture<List<PublishResult>> outcome)
      implements Pending {
    static Group of(List<EncodedEvent> events) {
      long bytes = events.stream().mapToLong(EncodedEvent::sizeInBytes).sum();
      return new Group(List.copyOf(events), bytes, new CompletableFuture<>());
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
        results.add(result(events.get(i), seqs[from + i], durability));
      }
      outcome.complete(List.copyOf(results));
    }

    @Override
    public void fail(BusException failure) {
      outcome.completeExceptionally(failure);
    }
  }

  private static PublishResult result(EncodedEvent event, long seq, Durability durability) {
    return seq > 0
        ? new PublishResult.Stored(event.event(), seq, durability)
        : new PublishResult.Duplicate(event.event(), -seq);
  }
}
