package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.journal.SmallDisk;
import archon.bus.read.HistoryQuery;
import archon.bus.topic.PublishResult;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bus on a real disk that is full for a while; where none may be mounted, on one that is not. */
final class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void refusesPublishesReadsAndClearsAndPublishesAgainByItself() throws IOException {
    Path root = Files.createDirectory(directory.resolve("disk"));
    try (SmallDisk disk = SmallDisk.mount(root, 8);
        EventBus bus = EventBus.open(root.resolve("events"), ConfigFactory.load())) {
      publish(bus, "cleared");
      long stored = publish(bus, "orders").seq();
      if (disk != null) {
        disk.fill();
        Throwable refusal = firstRefusal(bus);
        assertThat(refusal).hasRootCauseInstanceOf(IOException.class);
        assertThat(causes(refusal)).contains("DiskFull");
        stored = history(bus, "orders");
        assertThat(join(bus.clear("cleared"))).isEqualTo(1);
        assertThat(history(bus, "cleared")).isZero();
        disk.free();
      }

      long before = stored;
      await().atMost(PATIENCE).untilAsserted(() -> publish(bus, "orders"));

      assertThat(history(bus, "orders")).isGreaterThan(before);
      assertThat(publish(bus, "cleared").seq()).isEqualTo(2);
    }
  }

  @Test
  void clearsAndPublishesAgainAfterAStartOnADiskThatOneTopicHasFilled() throws IOException {
    Path root = Files.createDirectory(directory.resolve("disk"));
    try (SmallDisk disk = SmallDisk.mount(root, 2)) {
      assumeThat(disk).isNotNull();
      long last;
      try (EventBus bus = EventBus.open(root.resolve("events"), ConfigFactory.load())) {
        publish(bus, "orders");
        firstRefusal(bus);
        disk.fill(); // up to the last byte: neither a snapshot nor a folder can be made
        last = history(bus, "orders");
      }

      try (EventBus bus = EventBus.open(root.resolve("events"), ConfigFactory.load())) {
        assertThat(history(bus, "orders")).isEqualTo(last);
        assertThat(join(bus.clear("orders"))).isEqualTo(last);

        await().atMost(PATIENCE).untilAsserted(() -> publish(bus, "orders"));
        long next = last + 1;
        assertThat(join(bus.historyList(HistoryQuery.topic("orders"))))
            .first()
            .satisfies(first -> assertThat(first.seq()).isEqualTo(next));
      }
    }
  }

  /** A file's last page may have room for a while. */
  private static Throwable firstRefusal(EventBus bus) {
    while (true) {
      try {
        publish(bus, "orders");
      } catch (CompletionException e) {
        return e.getCause();
      }
    }
  }

  private static String causes(Throwable failure) {
    StringBuilder names = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      names.append(cause.getClass().getSimpleName()).append(' ');
    }
    return names.toString();
  }

  private static PublishResult publish(EventBus bus, String topic) {
    return join(bus.publish(Event.create(topic, Map.of("text", "x".repeat(500)), "full-disk")));
  }

  private static long history(EventBus bus, String topic) {
    return join(bus.historyList(HistoryQuery.topic(topic))).size();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
