package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillingQueueTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @Property(tries = 200)
  void pollsWhatAPriorityQueuePollsWhenAddsAndPollsAlternate(
      @ForAll @Size(max = 200) List<@IntRange(min = -20, max = 60) Integer> steps,
      @ForAll @IntRange(min = 1, max = 3000) int maxBytes) {
    PriorityQueue<LazyEvent> model = new PriorityQueue<>(Comparator.naturalOrder());
    try (SpillingQueue queue =
        new SpillingQueue(Comparator.naturalOrder(), maxBytes, TEMPORARY, Long.MAX_VALUE)) {
      int seq = 0;
      for (int step : steps) {
        if (step < 0) {
          assertThat(place(queue.poll())).isEqualTo(place(model.poll()));
        } else {
          LazyEvent entry = entry(step, ++seq);
          queue.add(entry);
          model.add(entry);
        }
      }
      while (!model.isEmpty()) {
        assertThat(place(queue.poll())).isEqualTo(place(model.poll()));
      }
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void mergesRunsBeforeTheyBecomeMany(@TempDir Path directory) {
    List<Integer> seconds = new ArrayList<>(IntStream.range(0, 3_000).boxed().toList());
    Collections.shuffle(seconds, new Random(1));
    try (SpillingQueue queue =
        new SpillingQueue(Comparator.naturalOrder(), 5_000, directory, Long.MAX_VALUE)) {
      seconds.forEach(second -> queue.add(entry(second, 1)));
      long runsWritten = queue.runsWritten();
      List<Long> polled =
          IntStream.range(0, 3_000).mapToObj(i -> place(queue.poll()).get(0)).toList();

      assertThat(runsWritten).isGreaterThan(64);
      assertThat(polled).isSorted().hasSize(3_000).doesNotHaveDuplicates();
    }
  }

  @Test
  void writesNothingThatCannotBeAmongTheWanted(@TempDir Path directory) {
    try (SpillingQueue queue = new SpillingQueue(Comparator.naturalOrder(), 5_000, directory, 5)) {
      IntStream.range(0, 3_000).forEach(i -> queue.add(entry(3_000 - i, 1)));

      assertThat(queue.runsWritten()).isZero();
      assertThat(place(queue.poll())).isEqualTo(place(entry(1, 1)));
    }
  }

  @Test
  void keepsTheEventAsItWasThroughAFile(@TempDir Path directory) {
    Event event =
        Event.create(
                "日本",
                Map.of("big", new BigInteger("9".repeat(60)), "text", "\u2028é\"\\\n"),
                "fenrir")
            .withCorrelationId("r\t1");
    try (SpillingQueue queue =
        new SpillingQueue(Comparator.naturalOrder(), 1, directory, Long.MAX_VALUE)) {
      queue.add(
          new LazyEvent(
              Timestamps.epochMicros(event.timestamp()),
              "日本",
              42,
              100,
              () -> new StoredEvent(42, event, "redis")));

      assertThat(queue.runsWritten()).isEqualTo(1);
      assertThat(queue.poll())
          .extracting(LazyEvent::stored)
          .isEqualTo(new StoredEvent(42, event, "redis"));
    }
  }

  @Test
  void saysWhatToDoWhenTheDirectoryCannotBeUsed(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    try (SpillingQueue queue =
        new SpillingQueue(Comparator.naturalOrder(), 1, missing, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> queue.add(entry(1, 1)))
          .isInstanceOf(SpillFailed.class)
          .hasMessageContaining(missing.toString())
          .hasMessageContaining("archon.bus.history.spill-directory");
    }
  }

  @Test
  void pollsBackwardsInTheReversedOrder(@TempDir Path directory) {
    Comparator<LazyEvent> reversed = Comparator.reverseOrder();
    try (SpillingQueue queue = new SpillingQueue(reversed, 1_000, directory, Long.MAX_VALUE)) {
      IntStream.range(0, 50).forEach(i -> queue.add(entry(i * 31 % 50, 1)));

      List<Long> polled = IntStream.range(0, 50).mapToObj(i -> place(queue.poll()).get(0)).toList();

      assertThat(polled).isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  private static LazyEvent entry(int second, long seq) {
    Event event = FakeBlocks.event("t", second, "fenrir", null);
    return new LazyEvent(
        Timestamps.epochMicros(event.timestamp()), "t", seq, 60, () -> new StoredEvent(seq, event));
  }

  private static List<Long> place(LazyEvent entry) {
    return entry == null ? List.of() : List.of(entry.timestampMicros(), entry.seq());
  }
}
