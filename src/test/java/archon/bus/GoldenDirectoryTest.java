package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import archon.bus.journal.Damage;
import archon.bus.journal.Finding;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import archon.bus.read.HistoryQuery;
import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events directories as each version of the format left them, after an orderly stop and after a
 * kill: every later build must open, verify and append to them. A new version's are written with
 * {@code -Darchon.test.write-golden=VERSION}; those that exist are never written again.
 */
final class GoldenDirectoryTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String LATE = "service/api.health";
  private static final LogId ACCOUNT = LogId.entity("account|17");

  /** Topics, and which seqs of them can be read. */
  private static final Map<String, List<Long>> READABLE =
      new TreeMap<>(
          Map.of(
              "orders",
              seqs(1, 60),
              "cleared",
              seqs(11, 30),
              "legacy",
              seqs(1, 5),
              LATE,
              seqs(1, 5),
              "日本",
              seqs(1, 1)));

  @TempDir Path temporary;

  static Stream<Path> directories() throws IOException {
    try (Stream<Path> versions = Files.list(GOLDEN)) {
      return versions
          .sorted()
          .flatMap(version -> Stream.of(version.resolve("clean"), version.resolve("killed")))
          .toList()
          .stream();
    }
  }

  @BeforeAll
  static void writeIfAsked(@TempDir Path scratch) throws Exception {
    String version = System.getProperty("archon.test.write-golden");
    if (version != null && !Files.exists(GOLDEN.resolve(version))) {
      write(scratch, GOLDEN.resolve(version));
    }
  }

  @ParameterizedTest
  @MethodSource("directories")
  void isVerifiedReadAndAppendedTo(Path golden) throws IOException {
    Path directory = temporary.resolve("events");
    copy(golden, directory);

    assertThat(damage(directory)).isEmpty();
    try (EventBus bus = open(directory)) {
      READABLE.forEach((topic, seqs) -> assertThat(seqsOf(bus, topic)).isEqualTo(seqs));
      READABLE.forEach(
          (topic, seqs) -> {
            long last = seqs.get(seqs.size() - 1);
            assertThat(bus.publish(event(topic, last + 1)).toCompletableFuture().join().seq())
                .isEqualTo(last + 1);
          });
      READABLE.forEach(
          (topic, seqs) ->
              assertThat(seqsOf(bus, topic))
                  .startsWith(seqs.toArray(Long[]::new))
                  .hasSize(seqs.size() + 1));
    }
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      journal.append(ACCOUNT, List.of(deposit(4))).toCompletableFuture().join();
      assertThat(facts(journal)).containsExactly(1L, 2L, 3L, 4L);
    }
    assertThat(damage(directory)).isEmpty();
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<Long> seqsOf(EventBus bus, String topic) {
    return bus.historyList(HistoryQuery.topic(topic))
        .thenApply(events -> events.stream().map(StoredEvent::seq).sorted().toList())
        .toCompletableFuture()
        .join();
  }

  private static List<Long> facts(Journal journal) {
    List<Long> facts = new ArrayList<>();
    try (LineCursor lines = journal.reader().lines(ACCOUNT, 1)) {
      for (JournalLine line = lines.next(); line != null; line = lines.next()) {
        facts.add(line.fact());
      }
    }
    return facts;
  }

  private static List<Finding> damage(Path directory) {
    return Damage.foundIn(directory, JournalSettings.DEFAULT);
  }

  private static EventBus open(Path directory) {
    Config small = ConfigFactory.parseString("archon.bus.journal.segment-bytes = 4KiB");
    return EventBus.open(directory, small.withFallback(ConfigFactory.load()));
  }

  private static Event event(String topic, long number) {
    return new Event(
        new UUID(7, number).toString(),
        topic,
        Json.of(Map.of("number", number, "text", "größer \\ \"日本\"")),
        "fenrir",
        Instant.parse("2026-04-16T12:00:00Z").plusMillis(number * 1_500),
        number % 3 == 0 ? null : "request-" + number % 7,
        Json.EMPTY_OBJECT);
  }

  private static LineGroup deposit(long number) {
    String head =
        "{\"persistence_id\":\"account|17\",\"payload\":{\"amount\":%d},\"serializer\":33,\"manifest\":\"Deposited\""
            .formatted(number);
    return new LineGroup(
        LineGroup.NEXT_SEQ, number, false, List.of(head.getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(Path scratch, Path golden) throws Exception {
    Path directory = Files.createDirectories(scratch.resolve("events"));
    predecessorWrites(directory, "legacy", "legacy.jsonl", 1, 3);
    predecessorWrites(directory, LATE, "service_api.health.jsonl", 1, 2);
    try (EventBus bus = open(directory)) {
      publish(bus, LATE, 3, 4);
    }
    predecessorWrites(directory, LATE, "service_api.health.jsonl", 5, 5);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (long number = 1; number <= 3; number++) {
        journal.append(ACCOUNT, List.of(deposit(number))).toCompletableFuture().join();
      }
      journal.open(LogId.topic(LATE)).toCompletableFuture().join();
    }
    Path killed = golden.resolve("killed");
    try (EventBus bus = open(directory)) {
      CountDownLatch witnessed = new CountDownLatch(60);
      bus.subscribe(
              SubscriptionRequest.topic("orders").named("witness").from(StartPosition.All.INSTANCE),
              stored -> witnessed.countDown())
          .toCompletableFuture()
          .join();
      publish(bus, "orders", 1, 60);
      publish(bus, "cleared", 1, 30);
      publish(bus, "legacy", 4, 5);
      publish(bus, "日本", 1, 1);
      bus.clear(ClearRequest.topic("cleared").before(11)).toCompletableFuture().join();
      witnessed.await();
      copy(directory, killed);
    }
    Files.writeString(killed.resolve("orders.jsonl"), "{\"id\":\"torn", StandardOpenOption.APPEND);
    copy(directory, golden.resolve("clean"));
  }

  private static void publish(EventBus bus, String topic, long first, long last) {
    for (long number = first; number <= last; number++) {
      bus.publish(event(topic, number)).toCompletableFuture().join();
    }
  }

  private static void predecessorWrites(
      Path directory, String topic, String file, long first, long last) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (long number = first; number <= last; number++) {
      lines.append(
          "{\"id\": \"%s\", \"topic\": \"%s\", \"payload\": {\"number\": %d}, \"source\": \"ezra\", \"timestamp\": \"2023-01-04T09:48:%02d+00:00\", \"correlation_id\": null, \"metadata\": {}}\n"
              .formatted(new UUID(9, number), topic, number, number % 60));
    }
    Files.writeString(
        directory.resolve(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else if (!path.getFileName().toString().equals("lock")) {
          Files.copy(path, target);
        }
      }
    }
  }
}
