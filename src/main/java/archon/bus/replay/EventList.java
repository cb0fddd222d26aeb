package archon.bus.replay;

import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.replay.ChunkReader.Chunk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** All events of a cursor in memory, without a stream: for few, that would cost more than they. */
public final class EventList {
  private final List<StoredEvent> events = new ArrayList<>(); // of one chunk after another
  private final CompletableFuture<List<StoredEvent>> all = new CompletableFuture<>();
  private final ChunkReader reader;

  private EventList(Supplier<EventCursor> open, Executor blocking) {
    this.reader = new ChunkReader(open, blocking, this::take);
  }

  /**
   * Reads to the end the cursor that {@code open} opens, and closes it. Runs on {@code blocking},
   * as does the opening, in tasks so short that others have their turn; fails with the failure of
   * the read.
   */
  public static CompletionStage<List<StoredEvent>> read(
      Supplier<EventCursor> open, Executor blocking) {
    EventList list = new EventList(open, blocking);
    list.reader.read();
    return list.all;
  }

  private void take(Chunk chunk) {
    Throwable failure = chunk.failure();
    try {
      chunk.events().forEach(event -> events.add(event.stored()));
    } catch (RuntimeException e) { // whatever it is, who waits must learn of it
      failure = e;
      reader.close();
    }
    if (failure != null) {
      all.completeExceptionally(failure);
    } else if (chunk.isLast()) {
      all.complete(Collections.unmodifiableList(events));
    } else {
      reader.read();
    }
  }
}
