package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With an executor that runs a task when the test says so. */
final class QueryReaderTest {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Portion<String>> received = new ArrayList<>();
  private final FakeQuery query = new FakeQuery();
  private final QueryReader<String> reader =
      new QueryReader<>(query::opened, tasks::add, received::add);

  private static final class FakeQuery implements Query<String> {
    final Deque<Portion<String>> portions = new ArrayDeque<>();
    @Nullable GrowthSignal signal;
    Runnable whileReading = () -> {};
    boolean wasCancelled;
    int opened;
    int closed;

    FakeQuery opened(GrowthSignal given) {
      signal = given;
      opened++;
      return this;
    }

    @Override
    public Portion<String> read(BooleanSupplier isCancelled) {
      whileReading.run();
      wasCancelled = isCancelled.getAsBoolean();
      return portions.remove();
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void opensWithTheFirstReadAndOnlyOnce() {
    query.portions.add(Portion.of(List.of("a"), Portion.Next.MORE));
    query.portions.add(Portion.of(List.of("b"), Portion.Next.END));

    reader.read();
    assertThat(query.opened).isZero();
    runTask();
    reader.read();
    runTask();

    assertThat(query.opened).isEqualTo(1);
    assertThat(received).extracting(Portion::items).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void holdsNoThreadWhileItWaitsAndReadsWhenTold() {
    query.portions.add(Portion.of(List.of(), Portion.Next.WAIT));
    query.portions.add(Portion.of(List.of("new"), Portion.Next.WAIT));
    reader.read();
    runTask();

    reader.read();
    assertThat(tasks).isEmpty();
    query.signal.tell();
    runTask();

    assertThat(received.get(1).items()).containsExactly("new");
  }

  @Test
  void missesNothingThatCameWhileItRead() {
    query.portions.add(Portion.of(List.of(), Portion.Next.WAIT));
    query.portions.add(Portion.of(List.of("new"), Portion.Next.WAIT));
    query.whileReading = () -> query.signal.tell();
    reader.read();
    runTask();

    reader.read();

    assertThat(tasks).hasSize(1);
  }

  @Test
  void closesElsewhereWhenNothingIsUnderWay() {
    query.portions.add(Portion.of(List.of(), Portion.Next.WAIT));
    reader.read();
    runTask();
    reader.read();

    reader.close();
    reader.close();
    assertThat(query.closed).isZero();
    runTask();

    assertThat(query.closed).isEqualTo(1);
    query.signal.tell();
    assertThat(tasks).isEmpty();
  }

  @Test
  void cutsTheReadShortThatIsUnderWayAndClosesBehindIt() {
    query.portions.add(Portion.of(List.of(), Portion.Next.MORE));
    query.whileReading = reader::close;
    reader.read();

    runTask();

    assertThat(query.wasCancelled).isTrue();
    assertThat(query.closed).isEqualTo(1);
    assertThat(tasks).isEmpty();
  }

  @Test
  void closesInPlaceWhenTheDispatcherHasEnded() {
    query.portions.add(Portion.of(List.of(), Portion.Next.MORE));
    List<Runnable> accepted = new ArrayList<>();
    QueryReader<String> ending =
        new QueryReader<>(
            query::opened,
            task -> {
              if (!accepted.isEmpty()) {
                throw new RejectedExecutionException("ended");
              }
              accepted.add(task);
            },
            received::add);
    ending.read();
    accepted.get(0).run();

    ending.read();
    ending.close();

    assertThat(received.get(1).failure()).isInstanceOf(RejectedExecutionException.class);
    assertThat(query.closed).isEqualTo(1);
  }

  @Test
  void tellsOfAFailureToOpen() {
    QueryReader<String> failing =
        new QueryReader<>(
            signal -> {
              throw new PluginStopped("stopped");
            },
            tasks::add,
            received::add);

    failing.read();
    runTask();
    failing.close();

    assertThat(received).hasSize(1);
    assertThat(received.get(0).failure()).isInstanceOf(PluginStopped.class);
    assertThat(tasks).isEmpty();
  }

  private void runTask() {
    tasks.remove().run();
  }
}
