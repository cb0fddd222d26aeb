package archon.bus.journal;

import static archon.bus.journal.JournalLines.START;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.head;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.Json;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeletionLimitsTest {
  private static final LogId ORDERS = LogId.topic("orders");

  private static final JournalSettings SMALL_SEGMENTS =
      JournalSettings.from(
          ConfigFactory.parseString("segment-bytes = 50KiB")
              .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

  @TempDir Path directory;

  @Test
  void deletesToTheLineAlsoInTheMiddleOfAFact() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 3), group("orders", 4, 2, 4))));

      assertThat(await(journal.deleteLinesTo(ORDERS, 5))).isEqualTo(5);
      assertThat(await(journal.deleteLinesTo(ORDERS, 4))).isZero();

      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(2, 7, 1, 5));
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(6L, 7L);
    }
    assertThat(seqs(readAll(outside(), ORDERS))).containsExactly(6L, 7L);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(2, 7, 1, 5));
      await(journal.append(ORDERS, List.of(group("orders", 8, 3, 1))));
      assertThat(await(journal.deleteLinesTo(ORDERS, 7))).isEqualTo(2);
      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(3, 8, 2, 7));
      assertThat(await(journal.deleteLinesTo(ORDERS, Long.MAX_VALUE))).isEqualTo(1);
      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(3, 8, 3, 8));
    }
    assertThat(directory.resolve("orders.jsonl")).doesNotExist();
  }

  /** Events of some 20 KiB, so that a few fill a block. */
  @Property(tries = 60)
  void takesExactlyWhatIsBeforeTheFirstEventThatIsNotBeforeTheTime(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 3) Integer> facts,
      @ForAll @Size(36) List<@IntRange(max = 20) Integer> seconds,
      @ForAll @IntRange(max = 10) int deletedBefore,
      @ForAll @IntRange(max = 21) int limit,
      @ForAll boolean rolls)
      throws IOException {
    Path events = Files.createTempDirectory("limits");
    try (Journal journal = Journal.open(events, rolls ? SMALL_SEGMENTS : JournalSettings.DEFAULT)) {
      long seq = 1;
      for (int fact = 1; fact <= facts.size(); fact++) {
        int count = facts.get(fact - 1);
        await(journal.append(ORDERS, List.of(large(seq, fact, count, seconds))));
        seq += count;
      }
      await(journal.deleteLinesTo(ORDERS, deletedBefore));
      long highest = seq - 1;
      long first = Math.min(deletedBefore, highest) + 1;
      long expected =
          LongStream.rangeClosed(first, highest)
              .filter(each -> seconds.get((int) each - 1) >= limit)
              .findFirst()
              .orElse(highest + 1);

      Instant time = START.plusSeconds(limit).minusNanos(1); // rounded up to a microsecond
      long inside = DeletionLimits.lastSeqBefore(journal.reader(), "orders", time);
      JournalReader reader = JournalReader.of(events, JournalSettings.DEFAULT);

      assertThat(inside).isEqualTo(expected - 1);
      assertThat(DeletionLimits.lastSeqBefore(reader, "orders", time)).isEqualTo(expected - 1);
    } finally {
      delete(events);
    }
  }

  @Test
  void stopsAtALineWhoseTimeIsNotKnown() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      JournalLines.appendOneByOne(journal, ORDERS, 1, 9);
    }
    damage(4);

    long before = DeletionLimits.lastSeqBefore(outside(), "orders", START.plusSeconds(100));
    long earlier = DeletionLimits.lastSeqBefore(outside(), "orders", START.plusSeconds(3));

    assertThat(before).isEqualTo(3);
    assertThat(earlier).isEqualTo(2);
  }

  @Test
  void countsNoFactAsDeletedWhoseEndIsDamaged() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 3), group("orders", 4, 2, 3))));
      await(journal.append(ORDERS, List.of(group("orders", 7, 3, 3))));
    }
    damage(6);

    LogBounds bounds = outside().bounds(ORDERS);
    long inTheMiddle = DeletionLimits.lastWholeFact(outside(), ORDERS, bounds, 5);
    long atTheDamage = DeletionLimits.lastWholeFact(outside(), ORDERS, bounds, 6);
    long atTheStart = DeletionLimits.lastWholeFact(outside(), ORDERS, bounds, 3);

    assertThat(inTheMiddle).isEqualTo(1);
    assertThat(atTheDamage).isEqualTo(2);
    assertThat(atTheStart).isEqualTo(1);
  }

  private JournalReader outside() {
    return JournalReader.of(directory, JournalSettings.DEFAULT);
  }

  private void damage(int line) throws IOException {
    Path file = directory.resolve("orders.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(line - 1, lines.get(line - 1).replace("fenrir", "fenrjr"));
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static LineGroup large(long firstSeq, long fact, int count, List<Integer> seconds) {
    List<byte[]> heads = new ArrayList<>();
    for (long seq = firstSeq; seq < firstSeq + count; seq++) {
      Event small = event("orders", seq);
      heads.add(
          head(
              new Event(
                  new UUID(7, seq).toString(),
                  small.topic(),
                  Json.of(Map.of("text", "x".repeat(20_000))),
                  small.source(),
                  START.plusSeconds(seconds.get((int) seq - 1)),
                  null,
                  Json.EMPTY_OBJECT)));
    }
    return new LineGroup(firstSeq, fact, true, heads);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
