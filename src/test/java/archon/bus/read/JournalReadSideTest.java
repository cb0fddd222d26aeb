package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import archon.bus.read.TopicCursor.Batch;
import archon.bus.read.TopicCursor.Gap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The read side over real files. */
final class JournalReadSideTest {
  private static final String TOPIC = "task.completed";
  private static final LogId LOG = LogId.topic(TOPIC);

  @TempDir private Path directory;

  @Test
  void readsWhatAJournalStoredInsideAndOutsideTheNode() {
    try (Journal journal = openJournal()) {
      append(journal, TOPIC, 1, events(TOPIC, 3, 1, 2));
      append(journal, "other", 1, events("other", 2));
      for (ReadSide reads : List.of(inside(journal), outside())) {
        assertThat(reads.topics()).containsExactly("other", TOPIC);
        assertThat(reads.range(TOPIC)).isEqualTo(new TopicRange(1, 3));
        assertThat(reads.range("none")).isEqualTo(TopicRange.EMPTY);
        assertThat(places(reads.history(HistoryQuery.all())))
            .containsExactly(TOPIC + "@2", "other@1", TOPIC + "@3", TOPIC + "@1");
        assertThat(places(reads.replay(ReplayQuery.topic(">"))))
            .containsExactly("other@1", TOPIC + "@1", TOPIC + "@2", TOPIC + "@3");
        assertThat(places(reads.history(HistoryQuery.topic("none")))).isEmpty();
        assertThat(reads.startSeq(TOPIC, new StartPosition.Last(2))).isEqualTo(2);
      }
    }
  }

  @Test
  void readsAPredecessorsFileOfManyBlocks() throws IOException {
    List<Event> events = events(TOPIC, IntStream.range(0, 2_000).toArray());
    Files.write(directory.resolve(TOPIC + ".jsonl"), events.stream().map(Event::toJson).toList());
    JournalReader reader = JournalReader.of(directory, JournalSettings.DEFAULT);

    List<StoredEvent> found = all(outside().history(HistoryQuery.topic("task.*").last(500)));

    assertThat(reader.blocks(TOPIC)).hasSizeGreaterThan(3);
    assertThat(found).extracting(StoredEvent::event).isEqualTo(events.subList(1_500, 2_000));
    assertThat(found).first().extracting(StoredEvent::seq).isEqualTo(1_501L);
    assertThat(
            outside().startSeq(TOPIC, new StartPosition.Since(FakeBlocks.START.plusSeconds(1_234))))
        .isEqualTo(1_235);
  }

  @Test
  void aCursorGivesBatchesUpToTheLiveEndAndGoesOnBehindIt() {
    try (Journal journal = openJournal();
        TopicCursor cursor = inside(journal).from(TOPIC, 2)) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3, 4));

      assertThat(seqs(cursor.next(2, 1_000_000))).containsExactly(2L, 3L);
      assertThat(seqs(cursor.next(2, 1_000_000))).containsExactly(4L);
      assertThat(cursor.next(2, 1_000_000)).isEqualTo(new Batch(List.of(), null));
      append(journal, TOPIC, 5, events(TOPIC, 5));
      assertThat(seqs(cursor.next(2, 1_000_000))).containsExactly(5L);
    }
  }

  @Test
  void aBatchEndsOnceItsBytesAreReachedButHoldsAtLeastOneEvent() {
    try (Journal journal = openJournal();
        TopicCursor cursor = inside(journal).from(TOPIC, 1)) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3));

      assertThat(seqs(cursor.next(10, 0))).containsExactly(1L);
      assertThat(seqs(cursor.next(10, 300))).containsExactly(2L, 3L);
    }
  }

  @Test
  void aCursorTellsWhatWasRemovedBeforeItWasRead() {
    try (Journal journal = openJournal();
        TopicCursor cursor = inside(journal).from(TOPIC, 1)) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3));
      append(journal, TOPIC, 4, events(TOPIC, 4, 5));
      journal.deleteTo(LOG, 1).toCompletableFuture().join();

      Batch batch = cursor.next(10, 1_000_000);

      assertThat(batch.gap()).isEqualTo(new Gap(1, 3));
      assertThat(seqs(batch)).containsExactly(4L, 5L);
    }
  }

  @Test
  void aCursorTellsAtOnceThatEverythingWasCleared() {
    try (Journal journal = openJournal();
        TopicCursor cursor = inside(journal).from(TOPIC, 1)) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3));
      assertThat(seqs(cursor.next(1, 1_000_000))).containsExactly(1L);
      journal.deleteTo(LOG, 1).toCompletableFuture().join();

      assertThat(cursor.next(10, 1_000_000)).isEqualTo(new Batch(List.of(), new Gap(2, 3)));
      assertThat(cursor.next(10, 1_000_000)).isEqualTo(new Batch(List.of(), null));
      append(journal, TOPIC, 4, events(TOPIC, 9));
      assertThat(cursor.next(10, 1_000_000).gap()).isNull();
      assertThat(inside(journal).startSeq(TOPIC, StartPosition.All.INSTANCE)).isEqualTo(4);
    }
  }

  @Test
  void clearedEventsAreInNoQuery() {
    try (Journal journal = openJournal()) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3));
      append(journal, TOPIC, 4, events(TOPIC, 4));
      journal.deleteTo(LOG, 1).toCompletableFuture().join();

      for (ReadSide reads : List.of(inside(journal), outside())) {
        assertThat(reads.range(TOPIC)).isEqualTo(new TopicRange(4, 4));
        assertThat(places(reads.history(HistoryQuery.all()))).containsExactly(TOPIC + "@4");
        assertThat(places(reads.replay(ReplayQuery.topic(TOPIC)))).containsExactly(TOPIC + "@4");
      }
    }
  }

  @Test
  void queriesGiveEverythingElseAndThenFailWithTheDamage() throws IOException {
    storeWithOneByteChangedInEventTwo();

    for (EventCursor cursor :
        List.of(
            outside().history(HistoryQuery.all()),
            outside().history(HistoryQuery.all().last(10)),
            outside().replay(ReplayQuery.topic(TOPIC)))) {
      assertThat(List.of(cursor.next(), cursor.next()))
          .extracting(StoredEvent::seq)
          .containsExactly(1L, 3L);
      DamagedLine damage = catchThrowableOfType(DamagedLine.class, cursor::next);
      assertThat(damage.expectedSeq()).isEqualTo(2);
      assertThat(damage)
          .hasMessageContaining(TOPIC + ".jsonl at byte")
          .hasMessageContaining("seq 2");
      assertThatThrownBy(cursor::next).isSameAs(damage);
      cursor.close();
    }
  }

  @Test
  void damageIsToldWhateverTimeIsAskedFor() throws IOException {
    storeWithOneByteChangedInEventTwo();
    HistoryQuery later = HistoryQuery.topic(TOPIC).since(FakeBlocks.START.plusSeconds(1_000));

    try (EventCursor cursor = outside().history(later)) {
      assertThatThrownBy(cursor::next).isInstanceOf(DamagedLine.class);
    }
  }

  @Test
  void aCursorGivesWhatStandsBeforeDamageAndAnotherGoesOnBehindIt() throws IOException {
    storeWithOneByteChangedInEventTwo();

    try (TopicCursor cursor = outside().from(TOPIC, 1)) {
      assertThat(seqs(cursor.next(10, 1_000_000))).containsExactly(1L);
      assertThatThrownBy(() -> cursor.next(10, 1_000_000)).isInstanceOf(DamagedLine.class);
      assertThatThrownBy(() -> cursor.next(10, 1_000_000)).isInstanceOf(DamagedLine.class);
    }
    try (TopicCursor behind = outside().from(TOPIC, 3)) {
      assertThat(behind.next(10, 1_000_000).gap()).isNull();
    }
  }

  @Test
  void aStartByTimeDoesNotHideDamage() throws IOException {
    storeWithOneByteChangedInEventTwo();

    long start =
        outside().startSeq(TOPIC, new StartPosition.Since(FakeBlocks.START.plusSeconds(2)));

    assertThat(start).isEqualTo(2);
  }

  private void storeWithOneByteChangedInEventTwo() throws IOException {
    try (Journal journal = openJournal()) {
      append(journal, TOPIC, 1, events(TOPIC, 1, 2, 3));
    }
    Path file = directory.resolve(TOPIC + ".jsonl");
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, text.replace("{\"at\":2}", "{\"at\":7}"), StandardCharsets.UTF_8);
  }

  private Journal openJournal() {
    return Journal.open(directory, JournalSettings.DEFAULT);
  }

  private static ReadSide inside(Journal journal) {
    return readSide(journal.reader());
  }

  private ReadSide outside() {
    return readSide(JournalReader.of(directory, JournalSettings.DEFAULT));
  }

  private static ReadSide readSide(JournalReader reader) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return JournalReadSide.create(
        reader, new HistorySettings(1 << 20, temporary), new ReplaySettings(1 << 20));
  }

  /** Stores a fact of several events. */
  private static void append(Journal journal, String topic, long firstSeq, List<Event> events) {
    long fact = journal.bounds(LogId.topic(topic)).toCompletableFuture().join().highestFact() + 1;
    List<byte[]> heads = events.stream().map(event -> EncodedEvent.of(event).head()).toList();
    journal
        .append(LogId.topic(topic), List.of(new LineGroup(firstSeq, fact, true, heads)))
        .toCompletableFuture()
        .join();
  }

  private static List<Event> events(String topic, int... seconds) {
    return FakeBlocks.events(topic, seconds).stream().map(StoredEvent::event).toList();
  }

  private static List<Long> seqs(Batch batch) {
    return batch.events().stream().map(StoredEvent::seq).toList();
  }

  private static List<String> places(EventCursor cursor) {
    return all(cursor).stream().map(stored -> stored.event().topic() + "@" + stored.seq()).toList();
  }

  private static List<StoredEvent> all(EventCursor cursor) {
    List<StoredEvent> found = new ArrayList<>();
    try (cursor) {
      for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
        found.add(event);
      }
    }
    return found;
  }
}
