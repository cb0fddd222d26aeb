package archon.bus.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReplayStageTest {
  private static final Instant START = Instant.parse("2026-04-16T12:00:00Z");
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIMERS = ManualTime.get(KIT.system());

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong clockReads = new AtomicLong();
  private final AtomicLong emitted = new AtomicLong();
  private final ExecutorService blocking =
      Executors.newCachedThreadPool(task -> new Thread(task, "reads"));

  @AfterAll
  static void endSystem() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void endReads() {
    blocking.shutdownNow();
  }

  @Test
  void emitsEachEventWhenItIsDue() {
    ProbeCursor cursor = new ProbeCursor(events(0, 10, 10, 5, 30));
    CompletionStage<List<Long>> times = emissionTimes(cursor, 2);

    await().until(() -> emitted.get() == 1);
    at(Duration.ofMillis(4_999));
    at(Duration.ofSeconds(5));
    await().until(() -> emitted.get() == 4);
    at(Duration.ofSeconds(18)); // due at 17.5

    assertThat(result(times)).containsExactly(0L, 5L, 5L, 5L, 18L);
    await().until(cursor::isClosed);
    assertThat(cursor.closedBy()).isEqualTo("reads");
  }

  @Test
  void emitsAllThatIsDueAtOneWakeUp() {
    int[] seconds = IntStream.range(0, 2_000).toArray();
    CompletionStage<List<Long>> times = emissionTimes(new ProbeCursor(events(seconds)), 1_000);
    await().until(() -> emitted.get() == 1);

    at(Duration.ofSeconds(2));

    assertThat(result(times)).hasSize(2_000).endsWith(2L, 2L, 2L);
  }

  @Test
  void unpacedItGivesEverythingInOrderAndCounts() {
    Pair<ReplayControl, CompletionStage<List<StoredEvent>>> replay =
        source(new ProbeCursor(events(IntStream.range(0, 5_000).toArray())), 0)
            .toMat(Sink.seq(), Keep.both())
            .run(KIT.system());

    assertThat(result(replay.second())).extracting(StoredEvent::seq).hasSize(5_000).isSorted();
    assertThat(result(replay.first().completion())).isEqualTo(5_000);
  }

  @Test
  void readsOnlyAFewChunksAheadOfDemand() {
    ProbeCursor cursor = new ProbeCursor(events(IntStream.range(0, 5_000).toArray()));
    SinkQueueWithCancel<StoredEvent> queue = source(cursor, 0).runWith(Sink.queue(), KIT.system());

    assertThat(result(queue.pull())).isPresent();
    await().until(() -> cursor.reads() == 3 * 512);

    assertThat(cursor.reads()).isLessThanOrEqualTo(3 * 512);
    queue.cancel();
    await().until(cursor::isClosed);
  }

  @Test
  void cancellingInALongGapEndsItAtOnceAndClosesTheFilesElsewhere() {
    ProbeCursor cursor = new ProbeCursor(events(0, 1_000_000));
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay = run(cursor, 1);
    assertThat(result(replay.second().pull())).isPresent();

    replay.second().cancel();

    assertThat(result(replay.first().completion())).isEqualTo(1);
    await().until(cursor::isClosed);
    assertThat(cursor.closedBy()).isEqualTo("reads");
  }

  @Test
  void stoppingInALongGapCompletesTheStream() {
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay =
        run(new ProbeCursor(events(0, 1_000_000)), 1);
    assertThat(result(replay.second().pull())).isPresent();

    replay.first().stop();
    replay.first().stop();

    assertThat(result(replay.second().pull())).isEmpty();
    assertThat(result(replay.first().completion())).isEqualTo(1);
  }

  @Test
  void stoppingWhileAReadBlocksEndsAtOnceAndClosesTheFilesAfterTheRead() {
    ProbeCursor cursor = new ProbeCursor(events(0, 1)).blockBefore(1);
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay = run(cursor, 1);
    await().until(cursor::isBlocked);

    replay.first().stop();
    result(replay.first().completion());
    boolean closedDuringRead = cursor.isClosed();
    cursor.unblock();

    assertThat(closedDuringRead).isFalse();
    await().until(cursor::isClosed);
    assertThat(cursor.reads()).isEqualTo(1);
  }

  @Test
  void aPausedReplayEmitsNothingUntilItIsResumed() {
    Pair<ReplayControl, CompletionStage<List<Long>>> replay =
        withTimes(source(new ProbeCursor(events(0, 10)), 1));
    await().until(() -> emitted.get() == 1);

    clock.set(TimeUnit.SECONDS.toNanos(4));
    settled(replay.first()::pause);
    at(Duration.ofSeconds(100));
    settled(replay.first()::resume);
    at(Duration.ofSeconds(106));

    assertThat(result(replay.second())).containsExactly(0L, 106L);
  }

  @Test
  void anotherSpeedHoldsForWhatIsLeftOfTheGap() {
    Pair<ReplayControl, CompletionStage<List<Long>>> replay =
        withTimes(source(new ProbeCursor(events(0, 10)), 1));
    await().until(() -> emitted.get() == 1);

    clock.set(TimeUnit.SECONDS.toNanos(4));
    settled(() -> replay.first().setSpeed(3));
    at(Duration.ofSeconds(6));

    assertThat(result(replay.second())).containsExactly(0L, 6L);
  }

  @Test
  void refusesASpeedThatIsNone() {
    ReplayControl control = run(new ProbeCursor(events(0)), 1).first();

    assertThatIllegalArgumentException().isThrownBy(() -> control.setSpeed(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source(new ProbeCursor(events(0)), Double.NaN));
    control.stop();
  }

  @Test
  void waitsOutGapsLongerThanATimerCanTell() {
    CompletionStage<List<Long>> times =
        emissionTimes(new ProbeCursor(events(0, (int) Duration.ofDays(10_000).toSeconds())), 1);
    await().until(() -> emitted.get() == 1);

    at(Duration.ofDays(10_000));

    assertThat(result(times)).endsWith(Duration.ofDays(10_000).toSeconds());
  }

  @Test
  void failsWithTheFailureOfTheReadAfterTheEventsBeforeIt() {
    ProbeCursor cursor =
        new ProbeCursor(events(0, 0, 0)).failAfter(3, new IllegalStateException("damaged"));
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay = run(cursor, 1);

    for (int i = 0; i < 3; i++) {
      assertThat(result(replay.second().pull())).isPresent();
    }

    assertThatThrownBy(() -> result(replay.second().pull())).hasMessageContaining("damaged");
    assertThatThrownBy(() -> result(replay.first().completion())).hasMessageContaining("damaged");
    await().until(cursor::isClosed);
  }

  @Test
  void failsWithAnEventThatCannotBeDecodedAfterTheEventsBeforeIt() {
    ProbeCursor cursor = new ProbeCursor(events(new int[10_000])).undecodable(3);
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay = run(cursor, 1);

    for (int i = 0; i < 2; i++) {
      assertThat(result(replay.second().pull())).isPresent();
    }

    assertThatThrownBy(() -> result(replay.second().pull())).hasMessageContaining("no event");
    assertThatThrownBy(() -> result(replay.first().completion())).hasMessageContaining("no event");
    await().until(cursor::isClosed);
  }

  @Test
  void failsIfThereIsNobodyToRead() {
    blocking.shutdownNow();

    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay =
        run(new ProbeCursor(events(0)), 1);

    assertThatThrownBy(() -> result(replay.first().completion()))
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void tornDownWithItsSystemItFailsAndClosesTheFiles() {
    ProbeCursor cursor = new ProbeCursor(events(0, 1_000_000));
    Materializer materializer = Materializer.createMaterializer(KIT.system());
    Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> replay =
        source(cursor, 1).toMat(Sink.queue(), Keep.both()).run(materializer);
    assertThat(result(replay.second().pull())).isPresent();

    materializer.shutdown();

    assertThatThrownBy(() -> result(replay.first().completion()))
        .hasCauseInstanceOf(AbruptStageTerminationException.class);
    await().until(cursor::isClosed);
  }

  private Source<StoredEvent, ReplayControl> source(EventCursor cursor, double speed) {
    return Source.fromGraph(new ReplayStage(() -> cursor, speed, blocking, this::nanoTime));
  }

  private long nanoTime() {
    long nanos = clock.get();
    clockReads.incrementAndGet();
    return nanos;
  }

  private Pair<ReplayControl, SinkQueueWithCancel<StoredEvent>> run(
      EventCursor cursor, double speed) {
    return source(cursor, speed).toMat(Sink.queue(), Keep.both()).run(KIT.system());
  }

  private CompletionStage<List<Long>> emissionTimes(EventCursor cursor, double speed) {
    return withTimes(source(cursor, speed)).second();
  }

  /** Second of the clock at which each event came. */
  private Pair<ReplayControl, CompletionStage<List<Long>>> withTimes(
      Source<StoredEvent, ReplayControl> source) {
    return source
        .map(
            event -> {
              emitted.incrementAndGet();
              return TimeUnit.NANOSECONDS.toSeconds(clock.get());
            })
        .toMat(Sink.seq(), Keep.both())
        .run(KIT.system());
  }

  /**
   * Moves the clock; the timers' own time runs on freely, since the stage must ask the clock
   * whatever wakes it.
   */
  private void at(Duration sinceStart) {
    clock.set(sinceStart.toNanos());
    TIMERS.timePasses(Duration.ofDays(2));
  }

  /** Returns once the stage has followed {@code command}, for which it looks at the clock. */
  private void settled(Runnable command) {
    long before = clockReads.get();
    command.run();
    await().until(() -> clockReads.get() > before);
  }

  private static <T> T result(CompletionStage<T> stage) {
    await()
        .until(
            () -> {
              TIMERS.timePasses(Duration.ofDays(2));
              return stage.toCompletableFuture().isDone();
            });
    return stage.toCompletableFuture().join();
  }

  private static List<StoredEvent> events(int... seconds) {
    return IntStream.range(0, seconds.length)
        .mapToObj(
            i ->
                new StoredEvent(
                    i + 1,
                    Event.create("t", Map.of(), "fenrir")
                        .withTimestamp(START.plusSeconds(seconds[i]))))
        .toList();
  }
}
