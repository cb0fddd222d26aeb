package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import archon.bus.journal.Repair;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries on a topic of several sealed files of which one lost its lines after an orderly stop. */
final class MissingLinesTest {
  private static final String TOPIC = "task.completed";
  private static final LogId LOG = LogId.topic(TOPIC);
  private static final int EVENTS = 400;
  private static final JournalSettings SMALL_SEGMENTS =
      JournalSettings.from(
          ConfigFactory.parseString("segment-bytes = 16KiB")
              .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

  @TempDir private Path directory;

  private List<Path> sealed;

  @BeforeEach
  void storesATopicOfSeveralFiles() throws IOException {
    List<Event> events = events();
    try (Journal journal = open()) {
      for (int i = 0; i < EVENTS; i += 10) {
        append(journal, i + 1, events.subList(i, i + 10));
      }
    }
    sealed = sealed();
  }

  @ParameterizedTest
  @CsvSource({
    "first, REMOVED", "middle, REMOVED", "last, REMOVED",
    "first, EMPTIED", "middle, EMPTIED", "last, EMPTIED",
    "first, ZEROED", "middle, ZEROED", "last, ZEROED"
  })
  void everythingElseIsGivenAndThenTheDamageIsTold(String which, Loss loss) throws IOException {
    assertThat(sealed).hasSizeGreaterThan(3);
    int lost = which.equals("first") ? 0 : which.equals("middle") ? 2 : sealed.size() - 1;
    long from = firstSeq(lost);
    long to = lost + 1 < sealed.size() ? firstSeq(lost + 1) - 1 : lastSealedSeq();
    loss.of(sealed.get(lost));
    List<Long> left =
        IntStream.rangeClosed(1, EVENTS)
            .filter(seq -> seq < from || seq > to)
            .mapToObj(Long::valueOf)
            .toList();

    for (EventCursor cursor : queriesForAll()) {
      Answer answer = answer(cursor);

      assertThat(answer.seqs()).isEqualTo(left);
      assertThat(answer.damage().expectedSeq()).isEqualTo(from);
      assertThat(answer.damage())
          .hasMessageContaining("of topic " + TOPIC)
          .hasMessageContaining("verify --topic");
    }
  }

  @Test
  void damageIsToldWhateverIsAskedFor() throws IOException {
    Files.delete(sealed.get(1));
    HistoryQuery all = HistoryQuery.topic(TOPIC);

    for (EventCursor cursor :
        List.of(
            reads().history(all.since(FakeBlocks.START.plusSeconds(EVENTS - 5))),
            reads().history(all.until(FakeBlocks.START.plusSeconds(5))),
            reads().history(all.id("no such id")),
            reads().history(all.limit(1)),
            reads().history(all.last(1)),
            reads()
                .replay(new ReplayQuery(all.topics(), FakeBlocks.START.plusSeconds(390), null)))) {
      Answer answer = answer(cursor);

      assertThat(answer.damage().expectedSeq()).isEqualTo(firstSeq(1));
      assertThat(answer.damage().getSuppressed()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 200, 1_000, 2_000, 100_000})
  void whatIsCutAfterAnOrderlyStopIsDamageAndTheWholeLinesBeforeAreGiven(int bytes)
      throws IOException {
    long lastSealed = lastSealedSeq();
    String left = cutActive(bytes);
    // Without nothing but its line end, a line is whole.
    long whole = left.lines().filter(line -> line.endsWith("\"}")).count();
    List<Long> seqs = LongStream.rangeClosed(1, lastSealed + whole).boxed().toList();

    for (EventCursor cursor : queriesForAll()) {
      Answer answer = answer(cursor);

      assertThat(answer.seqs()).isEqualTo(seqs);
      assertThat(answer.damage() == null ? EVENTS + 1 : answer.damage().expectedSeq())
          .isEqualTo(seqs.size() + 1);
    }
  }

  @Test
  void whatIsCutOfAGroupThatMayStillBeWrittenIsNoDamage() throws IOException {
    try (Journal journal = open()) {
      append(journal, EVENTS + 1, events().subList(0, 10));
      byte[] whole = Files.readAllBytes(active());
      cutActive(10);

      for (EventCursor cursor : queriesForAll()) {
        Answer answer = answer(cursor);

        assertThat(answer.seqs()).hasSize(EVENTS);
        assertThat(answer.damage()).isNull();
      }
      Files.write(active(), whole);
    }
  }

  @Test
  void whatWasClearedIsNoDamage() {
    try (Journal journal = open()) {
      journal.deleteLinesTo(LOG, firstSeq(2) + 3).toCompletableFuture().join();
    }

    for (EventCursor cursor : queriesForAll()) {
      assertThat(answer(cursor).damage()).isNull();
    }
  }

  @Test
  void whatARepairMarkedAsLostIsNoDamage() throws IOException {
    Files.delete(sealed.get(0));
    Files.delete(sealed.get(2));
    repair();

    for (EventCursor cursor : queriesForAll()) {
      Answer answer = answer(cursor);

      assertThat(answer.damage()).isNull();
      assertThat(answer.seqs()).hasSizeBetween(1, EVENTS - 1);
    }
  }

  /** What becomes of a file. */
  private enum Loss {
    REMOVED,
    EMPTIED,
    ZEROED;

    void of(Path file) throws IOException {
      switch (this) {
        case REMOVED -> Files.delete(file);
        case EMPTIED -> Files.write(file, new byte[0]);
        case ZEROED -> Files.write(file, new byte[(int) Files.size(file)]);
      }
    }
  }

  /** What a query gave before it ended. */
  private record Answer(List<Long> seqs, DamagedLine damage) {}

  private List<EventCursor> queriesForAll() {
    return List.of(
        reads().history(HistoryQuery.all()),
        reads().history(HistoryQuery.topic(TOPIC).last(EVENTS)),
        reads().replay(ReplayQuery.topic(TOPIC)));
  }

  private static Answer answer(EventCursor cursor) {
    List<Long> seqs = new ArrayList<>();
    try (cursor) {
      DamagedLine damage =
          catchThrowableOfType(
              DamagedLine.class,
              () -> {
                for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
                  seqs.add(event.seq());
                }
              });
      return new Answer(seqs, damage);
    }
  }

  private ReadSide reads() {
    return JournalReadSide.create(
        JournalReader.of(directory, SMALL_SEGMENTS),
        new HistorySettings(1 << 20, Path.of(System.getProperty("java.io.tmpdir"))),
        new ReplaySettings(1 << 20));
  }

  private Journal open() {
    return Journal.open(directory, SMALL_SEGMENTS);
  }

  private static void append(Journal journal, long firstSeq, List<Event> events) {
    List<byte[]> heads = events.stream().map(event -> EncodedEvent.of(event).head()).toList();
    long fact = (firstSeq - 1) / 10 + 1;
    journal
        .append(LOG, List.of(new LineGroup(firstSeq, fact, true, heads)))
        .toCompletableFuture()
        .join();
  }

  private static List<Event> events() {
    return FakeBlocks.events(TOPIC, IntStream.range(0, EVENTS).toArray()).stream()
        .map(StoredEvent::event)
        .toList();
  }

  private Path active() {
    return directory.resolve(TOPIC + ".jsonl");
  }

  /** Cuts the end of the active file; gives what is left. */
  private String cutActive(int bytes) throws IOException {
    String whole = Files.readString(active());
    String left = whole.substring(0, Math.max(0, whole.length() - bytes));
    Files.writeString(active(), left);
    return left;
  }

  private List<Path> sealed() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(TOPIC))) {
      return files.sorted().toList();
    }
  }

  private long firstSeq(int place) {
    String name = sealed.get(place).getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  private long lastSealedSeq() throws IOException {
    try (Stream<String> active = Files.lines(active())) {
      return EVENTS - active.count();
    }
  }

  private void repair() {
    try (Repair repair = Repair.confirmed(directory, SMALL_SEGMENTS, Duration.ZERO)) {
      repair.run(null, step -> {}, lines -> {});
    }
  }
}
