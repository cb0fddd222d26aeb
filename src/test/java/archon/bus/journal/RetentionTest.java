package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  private static JournalSettings keeping(Retention retention, long segmentBytes) {
    return JournalLines.settings(
        new LogSettings(
            SyncPolicy.BATCH, Duration.ofMillis(100), segmentBytes, Duration.ZERO, retention));
  }

  private static JournalSettings keepingAll(long segmentBytes) {
    return keeping(Retention.NONE, segmentBytes);
  }

  private static List<Long> between(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private long sealedFiles() throws IOException {
    Path folder = directory.resolve("orders");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static LineGroup aged(long seq, Duration age) {
    Event event =
        new Event(
            new UUID(7, seq).toString(),
            "orders",
            Json.EMPTY_OBJECT,
            "fenrir",
            Instant.now().minus(age),
            null,
            Json.EMPTY_OBJECT);
    return new LineGroup(seq, seq, true, List.of(JournalLines.head(event)));
  }

  @Test
  void keepsExactlyTheNewestEventsForReadersAtOnce() {
    JournalSettings settings = keeping(new Retention(Duration.ZERO, 0, 7), 1 << 20);
    try (Journal journal = Journal.open(directory, settings);
        LineCursor fromTheStart = journal.reader().lines(ORDERS, 1)) {
      for (long seq = 1; seq <= 20; seq++) {
        JournalLines.appendOneByOne(journal, ORDERS, seq, seq);
        long first = Math.max(1, seq - 6);

        assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(between(first, seq));
        assertThat(journal.reader().bounds(ORDERS).firstSeq()).isEqualTo(first);
      }
      assertThat(seqs(readAll(fromTheStart))).isEqualTo(between(14, 20));
    }
    JournalReader outside = JournalReader.of(directory, settings);

    assertThat(seqs(readAll(outside, ORDERS))).isEqualTo(between(14, 20));
    assertThat(outside.bounds(ORDERS).highestSeq()).isEqualTo(20);
  }

  @Test
  void expiresByTheAgeOfEventsInTheirOrder() {
    JournalSettings settings = keeping(new Retention(HOUR, 0, 0), 1 << 20);
    try (Journal journal = Journal.open(directory, settings)) {
      await(journal.append(ORDERS, List.of(aged(1, HOUR.multipliedBy(3)))));
      await(journal.append(ORDERS, List.of(aged(2, HOUR.multipliedBy(2)))));
      await(journal.append(ORDERS, List.of(aged(3, Duration.ZERO))));
      await(journal.append(ORDERS, List.of(aged(4, HOUR.multipliedBy(5)))));

      // The old event behind a young one stays until that one goes.
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(3L, 4L);
    }
  }

  @Test
  void expiresEverythingWhenAllIsTooOld() {
    JournalSettings settings = keeping(new Retention(HOUR, 0, 0), 1 << 20);
    try (Journal journal = Journal.open(directory, keepingAll(1 << 20))) {
      await(journal.append(ORDERS, List.of(aged(1, HOUR.multipliedBy(3)))));
    }
    JournalReader outside = JournalReader.of(directory, settings);

    assertThat(readAll(outside, ORDERS)).isEmpty();
    assertThat(outside.bounds(ORDERS)).isEqualTo(new LogBounds(1, 1, 0, 1));
    assertThat(outside.topics()).isEmpty();
  }

  @Test
  void keepsTheNewestBytesToWithinABlock() {
    JournalSettings settings = keeping(new Retention(Duration.ZERO, 100_000, 0), 1 << 20);
    try (Journal journal = Journal.open(directory, settings)) {
      for (long fact = 1; fact <= 40; fact++) {
        await(
            journal.append(
                ORDERS, List.of(JournalLines.group("orders", (fact - 1) * 50 + 1, fact, 50))));
      }
      long kept =
          journal.reader().blocks("orders").stream()
              .mapToLong(block -> block.endOffset() - block.byteOffset())
              .sum();

      assertThat(kept).isBetween(100_000L, 100_000L + 2 * BlockBuilder.BLOCK_BYTES);
    }
  }

  @Test
  void freesTheDiskOfSegmentsThatExpired() {
    JournalSettings settings = keeping(new Retention(Duration.ZERO, 0, 30), 4096);
    try (Journal journal = Journal.open(directory, settings)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 300);

      Awaitility.await().untilAsserted(() -> assertThat(sealedFiles()).isBetween(1L, 3L));
      assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(between(271, 300));
      try (LineCursor facts = journal.reader().linesFromFact(ORDERS, 1)) {
        assertThat(seqs(readAll(facts))).endsWith(300L).hasSizeLessThan(120);
      }
    }
    try (Journal journal = Journal.open(directory, settings)) {
      JournalLines.appendOneByOne(journal, ORDERS, 301, 301);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).isEqualTo(between(272, 301));
    }
  }

  @Test
  void freesTheDiskOfATopicThatNobodyUses() {
    try (Journal journal = Journal.open(directory, keepingAll(4096))) {
      for (long seq = 1; seq <= 100; seq++) {
        await(journal.append(ORDERS, List.of(aged(seq, HOUR.multipliedBy(2)))));
      }
    }
    try (Journal journal = Journal.open(directory, keeping(new Retention(HOUR, 0, 0), 4096))) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(directory.resolve("orders")).doesNotExist();
                assertThat(directory.resolve("orders.jsonl")).doesNotExist();
              });

      assertThat(await(journal.open(ORDERS))).isEqualTo(new LogBounds(100, 100, 100, 100));
    }
  }

  @Test
  void neverExpiresTheEventsOfOtherPersistentActors() {
    LogId account = LogId.entity("account|17");
    JournalSettings settings = keeping(new Retention(Duration.ZERO, 0, 1), 1 << 20);
    try (Journal journal = Journal.open(directory, settings)) {
      JournalLines.appendOneByOne(journal, account, 1, 5);

      assertThat(seqs(readAll(journal.reader(), account))).isEqualTo(between(1, 5));
    }
  }

  @Test
  void freesTheDiskAtOnceWhenASegmentIsSealed() {
    JournalSettings often = keeping(new Retention(Duration.ZERO, 0, 30), 4096);
    JournalSettings seldom =
        new JournalSettings(
            often.logs(),
            List.of(),
            HOUR,
            often.ioThreads(),
            often.maxOpenFiles(),
            often.maxLineBytes(),
            often.fileMode(),
            often.directoryMode());
    try (Journal journal = Journal.open(directory, seldom)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 300);

      Awaitility.await().untilAsserted(() -> assertThat(sealedFiles()).isBetween(1L, 3L));
    }
  }
}
