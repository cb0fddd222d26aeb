package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PacedReplayTest {
  private final FakeWaiting waiting = new FakeWaiting();

  @Test
  void callsBackAtTheOriginalPaceWhateverTheCallbackTakes() throws InterruptedException {
    List<Long> seconds = new ArrayList<>();
    PacedReplay replay = replay(1, FakeBlocks.events("t", 0, 2, 2, 1, 5));

    long delivered =
        replay.run(
            event -> {
              seconds.add(TimeUnit.NANOSECONDS.toSeconds(waiting.nanos));
              waiting.nanos += TimeUnit.SECONDS.toNanos(1);
            });

    assertThat(delivered).isEqualTo(5);
    assertThat(seconds).containsExactly(0L, 2L, 3L, 4L, 6L);
  }

  @Test
  void countsOutACallbackThatThrowsAndGoesOn() throws InterruptedException {
    List<Long> seen = new ArrayList<>();
    PacedReplay replay = replay(0, FakeBlocks.events("t", 0, 1, 2));

    long delivered =
        replay.run(
            event -> {
              seen.add(event.seq());
              if (event.seq() == 2) {
                throw new IllegalStateException("not this one");
              }
            });

    assertThat(seen).containsExactly(1L, 2L, 3L);
    assertThat(delivered).isEqualTo(2);
  }

  @Test
  void aStopInsideTheCallbackEndsIt() throws InterruptedException {
    PacedReplay replay = replay(1, FakeBlocks.events("t", 0, 1, 2));

    long delivered = replay.run(event -> replay.stop());

    assertThat(delivered).isEqualTo(1);
    assertThat(waiting.nanos).isZero();
  }

  @Test
  void aStopEndsTheWaitInALongGap() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    PacedReplay replay =
        PacedReplay.create(
            new ListCursor(FakeBlocks.events("t", 0, (int) Duration.ofDays(1000).toSeconds())), 1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<Long> delivered = executor.submit(() -> replay.run(event -> first.countDown()));
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();

      replay.stop();

      assertThat(delivered.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    } finally {
      executor.shutdownNow();
    }
  }

  private PacedReplay replay(double speed, List<StoredEvent> events) {
    return new PacedReplay(new ListCursor(events), ReplayTimeline.create(speed), waiting);
  }

  /** Time passes only by waiting, or when a test says so. */
  private static final class FakeWaiting implements PacedReplay.Waiting {
    private long nanos;
    private boolean stopped;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void await(long waitNanos) {
      nanos += Math.max(1, waitNanos / 2); // a wait may end early
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }
  }
}
