package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineCursorTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  @Test
  void followsWhatIsAppendedAlsoAcrossAClear() {
    JournalReader outside = JournalReader.of(directory, JournalSettings.DEFAULT);
    try (LineCursor early = outside.lines(ORDERS, 1);
        Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
        LineCursor inside = journal.reader().lines(ORDERS, 1)) {
      for (LineCursor cursor : List.of(early, inside)) {
        assertThat(cursor.next()).isNull();
      }
      appendOneByOne(journal, ORDERS, 1, 2);
      for (LineCursor cursor : List.of(early, inside)) {
        assertThat(seqs(readAll(cursor))).containsExactly(1L, 2L);
      }
      await(journal.deleteTo(ORDERS, 2));
      for (LineCursor cursor : List.of(early, inside)) {
        assertThat(cursor.next()).isNull();
      }
      appendOneByOne(journal, ORDERS, 3, 4);
      for (LineCursor cursor : List.of(early, inside)) {
        assertThat(seqs(readAll(cursor))).containsExactly(3L, 4L);
      }
    }
  }

  @Test
  void missesWhatWasDeletedBeforeItCameThere() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
        LineCursor cursor = journal.reader().lines(ORDERS, 1)) {
      appendOneByOne(journal, ORDERS, 1, 3);
      assertThat(cursor.next().seq()).isEqualTo(1);

      await(journal.deleteTo(ORDERS, 3));
      appendOneByOne(journal, ORDERS, 4, 4);

      assertThat(seqs(readAll(cursor))).containsExactly(4L);
    }
  }

  @Test
  void beginsAtAnySeqAndFact() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      for (int fact = 1; fact <= 20; fact++) {
        await(journal.append(ORDERS, List.of(group("orders", (fact - 1) * 100L + 1, fact, 100))));
      }
      JournalReader reader = journal.reader();

      assertThat(reader.blocks("orders")).hasSizeGreaterThan(3);
      for (long seq = 1; seq <= 2_001; seq += 50) {
        try (LineCursor cursor = reader.lines(ORDERS, seq)) {
          JournalLine first = cursor.next();
          assertThat(first == null ? 2_001 : first.seq()).isEqualTo(seq);
        }
      }
      for (long fact = 1; fact <= 20; fact++) {
        try (LineCursor cursor = reader.linesFromFact(ORDERS, fact)) {
          assertThat(cursor.next().seq()).isEqualTo((fact - 1) * 100 + 1);
        }
      }
      try (LineCursor cursor = reader.lines(ORDERS, 5_000)) {
        assertThat(cursor.next()).isNull();
      }
    }
  }

  @Test
  void anIncompleteLineOrGroupIsNotThereYet() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 1), group("orders", 2, 2, 2))));
    }
    Path file = directory.resolve("orders.jsonl");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[0]);
    Files.delete(directory.resolve(".archon-bus/topics/orders.stated"));
    List<Long> seen = new ArrayList<>();

    try (LineCursor cursor =
        JournalReader.of(directory, JournalSettings.DEFAULT).lines(ORDERS, 1)) {
      for (int i = 0; i < whole.length; i++) {
        Files.write(file, new byte[] {whole[i]}, StandardOpenOption.APPEND);
        seqs(readAll(cursor)).forEach(seen::add);
        assertThat(seen.size()).isIn(0, 1, 3);
      }
    }

    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aReaderInTheNodeSeesEveryLineInOrderAndNoneThatIsNotSynced() throws Exception {
    long last = 3_000;
    FaultyDisk disk = new FaultyDisk();
    AtomicBoolean failed = new AtomicBoolean();
    AtomicLong acknowledgedOrAsked = new AtomicLong();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Journal journal = Journal.open(directory, disk, JournalSettings.DEFAULT, Duration.ZERO)) {
      CompletableFuture<List<Long>> read =
          CompletableFuture.supplyAsync(
              () -> readUntil(journal.reader(), last, acknowledgedOrAsked, failed), thread);
      for (long seq = 1; seq <= last; seq += 10) {
        acknowledgedOrAsked.set(seq + 9);
        await(journal.append(ORDERS, List.of(group("orders", seq, (seq + 9) / 10, 10))));
      }

      assertThat(read.get(60, TimeUnit.SECONDS))
          .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
      assertThat(failed).isFalse();
      disk.failForces(path -> path.endsWith("orders.jsonl"));
      assertThatThrownBy(
              () ->
                  await(
                      journal.append(ORDERS, List.of(group("orders", last + 1, last / 10 + 1, 1)))))
          .isInstanceOf(LogFenced.class);
      try (LineCursor cursor = journal.reader().lines(ORDERS, last)) {
        assertThat(cursor.next().seq()).isEqualTo(last);
        assertThat(cursor.next()).isNull();
        await(journal.release(ORDERS));
        assertThat(cursor.next()).isNull();
      }
    } finally {
      thread.shutdown();
    }
  }

  private static List<Long> readUntil(
      JournalReader reader, long last, AtomicLong asked, AtomicBoolean failed) {
    List<Long> seqs = new ArrayList<>();
    try (LineCursor cursor = reader.lines(ORDERS, 1)) {
      while (seqs.isEmpty() || seqs.get(seqs.size() - 1) < last) {
        JournalLine line = cursor.next();
        if (line == null) {
          Thread.onSpinWait();
          continue;
        }
        seqs.add(line.seq());
        if (line.seq() > asked.get()) {
          failed.set(true);
        }
      }
    }
    return seqs;
  }

  @Test
  void manyThreadsAppendToManyTopics() throws Exception {
    int topics = 20;
    int facts = 25;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      List<CompletableFuture<?>> done = new ArrayList<>();
      for (int t = 0; t < topics; t++) {
        String topic = "topic." + t;
        done.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int fact = 1; fact <= facts; fact++) {
                    await(
                        journal.append(
                            LogId.topic(topic), List.of(group(topic, fact * 3L - 2, fact, 3))));
                  }
                },
                threads));
      }
      CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

      assertThat(journal.reader().topics()).hasSize(topics);
      for (int t = 0; t < topics; t++) {
        assertThat(seqs(readAll(journal.reader(), LogId.topic("topic." + t))))
            .isEqualTo(LongStream.rangeClosed(1, facts * 3L).boxed().toList());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void appendsThatWaitTogetherAreSyncedTogether() throws IOException {
    assertThat(syncsOf500Appends(LogId.entity("account"))).isLessThan(250);
  }

  @Test
  void aTopicsGroupsEachHaveASyncOfTheirOwn() throws IOException {
    assertThat(syncsOf500Appends(ORDERS)).isGreaterThanOrEqualTo(500);
  }

  private long syncsOf500Appends(LogId log) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    JournalSettings oneThread =
        new JournalSettings(
            LogSettings.DEFAULT,
            List.of(),
            Duration.ofMinutes(1),
            1,
            512,
            64 * 1024,
            "rw-------",
            "rwx------");
    try (Journal journal = Journal.open(directory, disk, oneThread, Duration.ZERO)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (long seq = 1; seq <= 500; seq++) {
        all.add(journal.append(log, List.of(group(log.name(), seq, seq, 1))).toCompletableFuture());
      }
      all.forEach(JournalLines::await);

      assertThat(readAll(journal.reader(), log)).hasSize(500);
      return disk.forces(LogPaths.toWrite(directory, log).lines());
    }
  }
}
