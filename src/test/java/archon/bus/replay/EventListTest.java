package archon.bus.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.StoredEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EventListTest {
  private static final Event EVENT = Event.create("t", Map.of(), "fenrir");

  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Test
  void holdsAllEventsInOrderAndItsFilesAreClosed() {
    ProbeCursor cursor = new ProbeCursor(events(10));

    CompletionStage<List<StoredEvent>> list = EventList.read(() -> cursor, tasks::add);
    runTasks();

    assertThat(list).isCompletedWithValue(events(10));
    assertThat(cursor.isClosed()).isTrue();
  }

  @Test
  void opensNothingOnTheThreadThatAsks() {
    CompletionStage<List<StoredEvent>> list =
        EventList.read(
            () -> {
              throw new AssertionError("opened");
            },
            task -> {});

    assertThat(list.toCompletableFuture()).isNotDone();
  }

  @Test
  void aLongListLetsOthersHaveTheirTurn() {
    CompletionStage<List<StoredEvent>> list =
        EventList.read(() -> new ProbeCursor(events(10_000)), tasks::add);

    int turns = runTasks();

    assertThat(list.toCompletableFuture().join()).hasSize(10_000);
    assertThat(turns).isGreaterThan(5);
  }

  @Test
  void failsWithTheFailureOfTheReadItself() {
    IllegalStateException damaged = new IllegalStateException("damaged");
    ProbeCursor cursor = new ProbeCursor(events(3)).failAfter(3, damaged);
    AtomicReference<Throwable> failure = new AtomicReference<>();

    EventList.read(() -> cursor, tasks::add).whenComplete((list, thrown) -> failure.set(thrown));
    runTasks();

    assertThat(failure).hasValue(damaged);
    assertThat(cursor.isClosed()).isTrue();
  }

  @Test
  void failsWithAnEventThatCannotBeDecodedAndReadsNoFurther() {
    ProbeCursor cursor = new ProbeCursor(events(10_000)).undecodable(3);

    CompletionStage<List<StoredEvent>> list = EventList.read(() -> cursor, tasks::add);
    runTasks();

    assertThatThrownBy(() -> list.toCompletableFuture().join())
        .hasCauseInstanceOf(EventFormatException.class);
    assertThat(cursor.isClosed()).isTrue();
    assertThat(cursor.reads()).isLessThan(10_000);
  }

  @Test
  void failsIfThereIsNobodyToRead() {
    Executor nobody =
        task -> {
          throw new RejectedExecutionException();
        };

    CompletionStage<List<StoredEvent>> list =
        EventList.read(() -> new ProbeCursor(events(1)), nobody);

    assertThatThrownBy(() -> list.toCompletableFuture().join())
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  private int runTasks() {
    int turns = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      turns++;
    }
    return turns;
  }

  private static List<StoredEvent> events(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(seq -> new StoredEvent(seq, EVENT)).toList();
  }
}
