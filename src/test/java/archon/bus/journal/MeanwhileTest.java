package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MeanwhileTest {
  private final AtomicInteger done = new AtomicInteger();
  private final Meanwhile work = new Meanwhile(done::incrementAndGet);

  @Test
  void whoNeedsItDoneDoesItIfNobodyElseBegan() {
    List<Runnable> busy = new ArrayList<>();
    work.beginOn(busy::add);

    work.finish();

    assertThat(done).hasValue(1);
    busy.forEach(Runnable::run);
    assertThat(done).hasValue(1);
  }

  @Test
  void whoNeedsItDoneDoesItIfTheThreadsHaveEnded() {
    work.beginOn(
        task -> {
          throw new RejectedExecutionException("ended");
        });

    work.finish();

    assertThat(done).hasValue(1);
  }

  @Test
  void whoNeedsItDoneWaitsForTheOneThatBegan() throws Exception {
    CompletableFuture<Void> began = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    Meanwhile slow =
        new Meanwhile(
            () -> {
              began.complete(null);
              goOn.join();
              done.incrementAndGet();
            });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      slow.beginOn(threads);
      began.join();
      Future<Integer> seenWhenFinished =
          threads.submit(
              () -> {
                slow.finish();
                return done.get();
              });
      goOn.complete(null);

      assertThat(seenWhenFinished.get()).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whoNeedsItDoneIsToldOfItsFailure() {
    Meanwhile failing =
        new Meanwhile(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    failing.beginOn(Runnable::run);

    assertThatThrownBy(failing::finish)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("on purpose");
  }
}
