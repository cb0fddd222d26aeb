package archon.bus.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReplaysTest {
  private static final Instant START = Instant.parse("2026-04-16T12:00:00Z");
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Materializer MATERIALIZER = Materializer.matFromSystem(KIT.system());

  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> new Thread(task, "callbacks"));

  @AfterAll
  static void endSystem() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void callsBackOneAfterAnotherOnTheGivenThreadsAndCounts() {
    List<Long> seqs = new CopyOnWriteArrayList<>();
    List<String> names = new CopyOnWriteArrayList<>();

    ReplayControl replay =
        run(
            events(500, Duration.ZERO),
            event -> {
              seqs.add(event.seq());
              names.add(Thread.currentThread().getName());
            });

    assertThat(result(replay.completion())).isEqualTo(500);
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    assertThat(names).containsOnly("callbacks");
  }

  @Test
  void countsOutACallbackThatThrowsAndGoesOn() {
    List<Long> seqs = new CopyOnWriteArrayList<>();

    ReplayControl replay =
        run(
            events(10, Duration.ZERO),
            event -> {
              seqs.add(event.seq());
              if (event.seq() % 3 == 0) {
                throw new IllegalStateException("not this one");
              }
            });

    assertThat(result(replay.completion())).isEqualTo(7);
    assertThat(seqs).hasSize(10);
  }

  @Test
  void aStopInsideTheCallbackEndsItInALongGap() {
    AtomicReference<ReplayControl> replay = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);

    replay.set(
        run(
            events(2, Duration.ofDays(1_000)),
            event -> {
              awaitUninterrupted(started);
              replay.get().stop();
            }));
    started.countDown();

    assertThat(result(replay.get().completion())).isEqualTo(1);
  }

  @Test
  void completesOnlyAfterTheLastCallbackHasReturned() {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ReplayControl replay =
        run(
            events(1, Duration.ZERO),
            event -> {
              called.countDown();
              awaitUninterrupted(release);
            });
    awaitUninterrupted(called);

    replay.stop();
    boolean completedEarly = replay.completion().toCompletableFuture().isDone();
    release.countDown();

    assertThat(completedEarly).isFalse();
    assertThat(result(replay.completion())).isEqualTo(1);
  }

  @Test
  void aPauseHoldsBackWhatIsAlreadyDueAndResumeGoesOnWithIt() {
    List<Long> seqs = new CopyOnWriteArrayList<>();
    AtomicReference<ReplayControl> replay = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch third = new CountDownLatch(1);
    replay.set(
        run(
            events(1_000, Duration.ZERO),
            event -> {
              awaitUninterrupted(started);
              seqs.add(event.seq());
              if (event.seq() == 3) {
                replay.get().pause();
                third.countDown();
              }
            }));
    started.countDown();
    awaitUninterrupted(third);

    List<Long> seenWhilePaused = List.copyOf(seqs);
    boolean completedWhilePaused = replay.get().completion().toCompletableFuture().isDone();
    replay.get().resume();

    assertThat(seenWhilePaused).containsExactly(1L, 2L, 3L);
    assertThat(completedWhilePaused).isFalse();
    assertThat(result(replay.get().completion())).isEqualTo(1_000);
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
  }

  @Test
  void aStopEndsAPausedReplay() {
    ReplayControl replay = run(events(1_000, Duration.ZERO), event -> {});
    replay.pause();

    replay.stop();

    assertThat(result(replay.completion())).isLessThanOrEqualTo(1_000);
  }

  @Test
  void failsIfNobodyTakesTheCallbacks() {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();

    ReplayControl replay =
        Replays.run(
            source(new ProbeCursor(events(3, Duration.ZERO))), event -> {}, closed, MATERIALIZER);

    assertThatThrownBy(() -> result(replay.completion()))
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void failsWithTheFailureOfTheRead() {
    ProbeCursor cursor =
        new ProbeCursor(events(5, Duration.ZERO))
            .failAfter(5, new IllegalStateException("damaged"));

    ReplayControl replay = Replays.run(source(cursor), event -> {}, threads, MATERIALIZER);

    assertThatThrownBy(() -> result(replay.completion())).hasMessageContaining("damaged");
  }

  private ReplayControl run(List<StoredEvent> events, Consumer<StoredEvent> callback) {
    return Replays.run(source(new ProbeCursor(events)), callback, threads, MATERIALIZER);
  }

  private Source<StoredEvent, ReplayControl> source(ProbeCursor cursor) {
    return Source.fromGraph(new ReplayStage(() -> cursor, 1, threads, System::nanoTime));
  }

  private static List<StoredEvent> events(int count, Duration gap) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(
            seq ->
                new StoredEvent(
                    seq,
                    Event.create("t", Map.of(), "fenrir")
                        .withTimestamp(START.plus(gap.multipliedBy(seq)))))
        .toList();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
