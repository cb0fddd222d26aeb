package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import archon.bus.event.EncodedEvent;
import archon.bus.event.StoredEvent;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalIoFailure;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import archon.bus.journal.UnsafeFile;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over several topics of which one cannot be read. */
final class UnreadableTopicTest {
  private static final JournalSettings SMALL_SEGMENTS =
      JournalSettings.from(
          ConfigFactory.parseString("segment-bytes = 16KiB")
              .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

  @TempDir private Path directory;

  @BeforeEach
  void storesTwoTopics() {
    try (Journal journal = Journal.open(directory, SMALL_SEGMENTS)) {
      for (int i = 0; i < 200; i += 10) {
        append(journal, "a", i + 1);
      }
      append(journal, "b", 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a/00000000000000000001.jsonl", "a"})
  void theOthersAreGivenAndThenTheFailureIsTold(String strange) throws IOException {
    Path file = directory.resolve(strange);
    Path outside = Files.createTempDirectory(directory, ".outside").resolve("moved");
    Files.move(file, outside);
    Files.createSymbolicLink(file, outside);

    for (EventCursor cursor : queries(reads())) {
      Answer answer = answer(cursor);

      assertThat(answer.topics()).contains("b");
      assertThat(answer.failure())
          .isInstanceOf(UnsafeFile.class)
          .hasMessageContaining(strange)
          .hasMessageContaining("symbolic link");
      assertThat(answer.failure().getSuppressed()).isEmpty();
    }
  }

  @Test
  void aFileThatIsReplacedWhileItIsReadStopsNoOtherTopic() throws IOException {
    for (int query = 0; query < 3; query++) {
      EventCursor cursor = queries(reads()).get(query);
      Path file = directory.resolve("a.jsonl");
      Path moved = directory.resolve(".moved");
      Files.move(file, moved);
      Files.createDirectory(file);

      Answer answer = answer(cursor);
      Files.delete(file);
      Files.move(moved, file);

      assertThat(answer.topics()).contains("b");
      assertThat(answer.failure()).isInstanceOf(UnsafeFile.class);
    }
  }

  @Test
  void aFailureOfTheDiskStopsNoOtherTopic() throws IOException {
    JournalException failure = failureOfTheDisk();
    BlockSource source =
        new FakeBlocks(3).with("a", 1, 2, 3).with("b", 1, 2, 3, 4, 5).failing("a", failure);
    HistorySettings settings =
        new HistorySettings(1 << 20, Path.of(System.getProperty("java.io.tmpdir")));

    for (EventCursor cursor :
        List.of(
            Histories.open(source, List.of("a", "b"), HistoryQuery.all(), settings),
            new ReplayCursor(source, List.of("a", "b"), TimeRange.of(null, null), 1 << 20))) {
      Answer answer = answer(cursor);

      assertThat(answer.topics()).containsExactly("b", "b", "b", "b", "b");
      assertThat(answer.failure()).isSameAs(failure);
    }
  }

  @Test
  void damageIsToldBeforeWhatCannotBeRead() throws IOException {
    Path file = directory.resolve("b.jsonl");
    Files.writeString(file, Files.readString(file).replace("{\"at\":2}", "{\"at\":7}"));
    Files.delete(directory.resolve("a.jsonl"));
    Files.createDirectory(directory.resolve("a.jsonl"));

    for (EventCursor cursor : queries(reads())) {
      Answer answer = answer(cursor);

      assertThat(answer.failure()).isInstanceOf(DamagedLine.class);
      assertThat(answer.failure().getSuppressed()).singleElement().isInstanceOf(UnsafeFile.class);
    }
  }

  /** What a query gave before it ended. */
  private record Answer(List<String> topics, JournalException failure) {}

  private static List<EventCursor> queries(ReadSide reads) {
    return List.of(
        reads.history(HistoryQuery.all()),
        reads.history(HistoryQuery.topic("*").last(1_000)),
        reads.replay(ReplayQuery.topic(">")));
  }

  private static Answer answer(EventCursor cursor) {
    List<String> topics = new ArrayList<>();
    try (cursor) {
      JournalException failure =
          catchThrowableOfType(
              JournalException.class,
              () -> {
                for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
                  topics.add(event.event().topic());
                }
              });
      return new Answer(topics, failure);
    }
  }

  private JournalException failureOfTheDisk() throws IOException {
    Path loop = directory.resolve(".loop");
    Files.createSymbolicLink(loop, loop);
    JournalReader reader = JournalReader.of(loop.resolve("events"), JournalSettings.DEFAULT);
    return catchThrowableOfType(JournalIoFailure.class, reader::topics);
  }

  private ReadSide reads() {
    return JournalReadSide.create(
        JournalReader.of(directory, SMALL_SEGMENTS),
        new HistorySettings(1 << 20, Path.of(System.getProperty("java.io.tmpdir"))),
        new ReplaySettings(1 << 20));
  }

  /** A fact of ten events. */
  private static void append(Journal journal, String topic, int firstSeq) {
    List<byte[]> heads =
        FakeBlocks.events(topic, IntStream.range(firstSeq, firstSeq + 10).toArray()).stream()
            .map(stored -> EncodedEvent.of(stored.event()).head())
            .toList();
    journal
        .append(
            LogId.topic(topic), List.of(new LineGroup(firstSeq, firstSeq / 10 + 1, true, heads)))
        .toCompletableFuture()
        .join();
  }
}
