package archon.bus.replay;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ChunkReaderTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Test
  void readsNoChunkBeforeTheOneBeforeItWasHandedOver() {
    Event event = Event.create("t", Map.of(), "fenrir");
    List<StoredEvent> events =
        LongStream.rangeClosed(1, 2_000).mapToObj(seq -> new StoredEvent(seq, event)).toList();
    List<Integer> tasksMeanwhile = new ArrayList<>();
    AtomicReference<ChunkReader> reader = new AtomicReference<>();
    reader.set(
        new ChunkReader(
            () -> new ProbeCursor(events),
            tasks::add,
            chunk -> {
              reader.get().read(); // as a stage may that has another chunk to go on with
              tasksMeanwhile.add(tasks.size());
            }));

    reader.get().read();
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }

    assertThat(tasksMeanwhile).hasSizeGreaterThan(3).containsOnly(0);
  }
}
