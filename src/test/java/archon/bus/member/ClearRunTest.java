package archon.bus.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import archon.bus.event.BusClosed;
import archon.bus.topic.ClearResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClearRunTest {
  private final ActorTestKit actors = ActorTestKit.create();

  @AfterEach
  void close() {
    actors.shutdownTestKit();
  }

  @Test
  void countsTheEventsOfEachTopic() throws Exception {
    ClearResult result =
        await(
            ClearRun.of(
                List.of("b", "a"), topic -> CompletableFuture.completedStage(2L), actors.system()));

    assertThat(result.eventsByTopic()).containsExactly(entry("a", 2L), entry("b", 2L));
    assertThat(result.events()).isEqualTo(4);
  }

  @Test
  void clearsTheOthersWhenOneFailsAndThenTells() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    RuntimeException first = new IllegalStateException("a is damaged");
    RuntimeException second = new IllegalStateException("c is damaged");

    CompletionStage<ClearResult> run =
        ClearRun.of(
            List.of("a", "b", "c", "d"),
            topic -> {
              asked.add(topic);
              return switch (topic) {
                case "a" -> CompletableFuture.failedStage(first);
                case "c" -> CompletableFuture.failedStage(second);
                default -> CompletableFuture.completedStage(1L);
              };
            },
            actors.system());

    assertThat(failure(run)).isSameAs(first);
    assertThat(first.getSuppressed()).containsExactly(second);
    assertThat(asked).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void opensSomeTopicsAtATime() throws Exception {
    CompletableFuture<Long> go = new CompletableFuture<>();
    Set<String> asked = ConcurrentHashMap.newKeySet();
    List<String> topics = IntStream.range(0, 1000).mapToObj(n -> "t" + n).toList();

    CompletionStage<ClearResult> run =
        ClearRun.of(
            topics,
            topic -> {
              asked.add(topic);
              return go;
            },
            actors.system());
    Awaitility.await().until(() -> asked.size() >= 16);
    int atOnce = asked.size();
    go.complete(1L);

    assertThat(await(run).events()).isEqualTo(1000);
    assertThat(atOnce).isEqualTo(16);
  }

  @Test
  void saysThatTheBusIsClosedIfItsActorSystemEndsFirstOrMeanwhile() throws Exception {
    CompletableFuture<Long> never = new CompletableFuture<>();

    CompletionStage<ClearResult> meanwhile =
        ClearRun.of(List.of("a"), topic -> never, actors.system());
    actors.shutdownTestKit();
    CompletionStage<ClearResult> later = ClearRun.of(List.of("a"), topic -> never, actors.system());

    assertThat(failure(meanwhile)).isInstanceOf(BusClosed.class);
    assertThat(failure(later)).isInstanceOf(BusClosed.class).hasMessageContaining("cleared");
  }

  private static <T> T await(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<?> stage)
      throws InterruptedException, TimeoutException {
    try {
      return new AssertionError(
          "expected a failure but found " + stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
