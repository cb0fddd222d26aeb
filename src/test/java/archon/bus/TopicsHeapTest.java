package archon.bus;

import static org.awaitility.Awaitility.await;

import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What topics cost that were used: docs/performance.md tells how to repeat it with more of them.
 */
final class TopicsHeapTest {
  private static final int TOPICS = Integer.getInteger("archon.test.heap-topics", 2_000);
  private static final int OPEN = 100;
  private static final int AT_ONCE = 50;

  private static final Config FEW_OPEN =
      ConfigFactory.parseMap(
              Map.of(
                  "archon.bus.topic.max-open",
                  OPEN,
                  "archon.bus.journal.sync",
                  "os",
                  "archon.bus.http.enabled", // loaded meanwhile, it would count
                  false))
          .withFallback(ConfigFactory.load());

  @TempDir Path directory;

  @Test
  void aTopicThatIsNoLongerOpenTakesLittle() {
    try (EventBus bus = EventBus.open(directory, FEW_OPEN)) {
      useTopics(bus, 0, 5 * OPEN);
      long before = heapInUse();
      useTopics(bus, 5 * OPEN, TOPICS);

      // Topics are closed a little later.
      await().atMost(Duration.ofSeconds(30)).until(() -> heapInUse() - before < 750L * TOPICS);
      System.out.printf(
          "%d topics: %d bytes of heap each%n", TOPICS, (heapInUse() - before) / TOPICS);
    }
  }

  private static void useTopics(EventBus bus, int from, int count) {
    for (int first = from; first < from + count; first += AT_ONCE) {
      CompletableFuture.allOf(
              IntStream.range(first, first + AT_ONCE)
                  .mapToObj(n -> bus.publish("topic." + n, Map.of(), "test"))
                  .map(stage -> stage.thenApply(PublishResult::seq).toCompletableFuture())
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
