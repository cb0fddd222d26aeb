package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private final Turns turns = new Turns();
  private final List<String> started = new ArrayList<>();

  @Test
  void startsATaskOnceTheOneBeforeOfItsKeyHasEnded() {
    CompletableFuture<String> first = new CompletableFuture<>();

    take("a", "a1", first);
    take("a", "a2", new CompletableFuture<>());
    take("b", "b1", new CompletableFuture<>());

    assertThat(started).containsExactly("a1", "b1");
    first.completeExceptionally(new IllegalStateException("failed"));
    assertThat(started).containsExactly("a1", "b1", "a2");
  }

  @Test
  void passesOnWhatATaskThrows() {
    var result =
        turns.take(
            "a",
            () -> {
              throw new IllegalStateException("thrown");
            });

    assertThat(result.toCompletableFuture()).isCompletedExceptionally();
    take("a", "a2", new CompletableFuture<>());
    assertThat(started).containsExactly("a2");
  }

  @Test
  void hasEndedWhenTheLastTaskHas() {
    CompletableFuture<String> task = new CompletableFuture<>();
    take("a", "a1", task);

    CompletableFuture<Void> ended = turns.allEnded();

    assertThat(ended).isNotDone();
    task.complete("done");
    assertThat(ended).isDone();
    assertThat(turns.allEnded()).isDone();
  }

  private void take(String key, String name, CompletableFuture<String> task) {
    CompletableFuture<String> unused =
        turns
            .take(
                key,
                () -> {
                  started.add(name);
                  return task;
                })
            .toCompletableFuture();
    assertThat(unused).isNotNull();
  }
}
