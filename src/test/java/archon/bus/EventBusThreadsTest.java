package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Stored;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventBusThreadsTest {
  @TempDir Path directory;

  private final Config oneThread =
      ConfigFactory.parseString(
              "archon.bus.dispatchers.actors.fork-join-executor.parallelism-max = 1")
          .withFallback(ConfigFactory.load());

  @Test
  void anAnswerThatWaitsForAnotherTopicDoesNotStopTheOnlyThread() throws Exception {
    try (EventBus bus = EventBus.open(directory, oneThread.resolve())) {
      CompletionStage<PublishResult> second =
          bus.publish("first", Map.of(), "fenrir")
              .thenApply(
                  first -> bus.publish("second", Map.of(), "fenrir").toCompletableFuture().join());

      PublishResult result = second.toCompletableFuture().get(30, TimeUnit.SECONDS);

      assertThat(result).isInstanceOf(Stored.class);
    }
  }

  @Test
  void answersComeFromThreadsThatNoActorOfTheUserBlocks() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (EventBus bus = EventBus.open(directory, oneThread.resolve())) {
      CompletableFuture<?>[] answered =
          IntStream.range(0, 100)
              .mapToObj(i -> bus.publish("topic", Map.of("number", i), "fenrir"))
              .map(stored -> stored.thenRun(() -> threads.add(Thread.currentThread().getName())))
              .map(CompletionStage::toCompletableFuture)
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(answered).join();
    }

    // One that had come before it was waited for runs on the thread that asked.
    threads.remove(Thread.currentThread().getName());

    assertThat(threads).hasSize(1).allMatch(name -> name.contains("archon.bus.dispatchers.actors"));
  }
}
