package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as the predecessor left it: its own lines, files of odd names, malformed lines. */
final class PredecessorDirectoryTest {
  private static final LogId REPORTS = LogId.topic("reports");
  private static final LogId SLASHED = LogId.topic("service/api.health");
  private static final LogId UNDERSCORED = LogId.topic("service_api.health");

  @TempDir Path directory;

  @BeforeEach
  void copySample() throws IOException {
    Path sample = Path.of("src/test/resources/predecessor");
    for (String file : List.of("reports.jsonl", "service_api.health.jsonl")) {
      Files.copy(sample.resolve(file), directory.resolve(file));
    }
    Files.writeString(
        directory.resolve("two words.jsonl"), PredecessorFormat.line("two words", 1) + "\n");
  }

  private JournalReader outside() {
    return JournalReader.of(directory, JournalSettings.DEFAULT);
  }

  @Test
  void numbersLinesByPositionAndPassesOverMalformedOnes() {
    List<JournalLine> lines = readAll(outside(), REPORTS);

    assertThat(seqs(lines)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(lines).extracting(JournalLine::fact).containsExactly(1L, 2L, 3L, 4L);
    assertThat(lines.get(2).event().source()).isEqualTo("unknown");
    assertThat(lines.get(3).event().id())
        .isEqualTo(readAll(outside(), REPORTS).get(3).event().id());
    assertThat(outside().bounds(REPORTS)).isEqualTo(new LogBounds(4, 4, 0, 0));
  }

  @Test
  void findsAllTopicsAlsoInFilesOfOtherNames() {
    assertThat(outside().topics())
        .containsExactly("reports", "service/api.health", "service_api.health", "two words");
    assertThat(seqs(readAll(outside(), SLASHED))).containsExactly(1L, 2L);
    assertThat(seqs(readAll(outside(), UNDERSCORED))).containsExactly(1L);
  }

  @Test
  void holdsNoDamageOnlyLinesThatWereNeverEvents() {
    List<Finding> asItIs = new ArrayList<>();
    Verification.of(directory, JournalSettings.DEFAULT).all(asItIs::add, lines -> {});
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(REPORTS, List.of(group("reports", 5, 5, 2))));
    }
    List<Finding> adopted = new ArrayList<>();
    Verification.of(directory, JournalSettings.DEFAULT).all(adopted::add, lines -> {});

    assertThat(asItIs)
        .isNotEmpty()
        .allMatch(finding -> finding.kind() == Finding.Kind.PASSED_OVER && !finding.isDamage());
    assertThat(adopted).isEqualTo(asItIs);
  }

  @Test
  void readingChangesNothing() throws IOException {
    outside().topics();
    readAll(outside(), REPORTS);
    outside().blocks("reports");

    assertThat(directory.resolve(".archon-bus")).doesNotExist();
  }

  @Test
  void appendsBehindItsLinesAndKeepsTheirNumbers() throws IOException {
    byte[] before = Files.readAllBytes(directory.resolve("reports.jsonl"));
    for (int round = 0; round < 3; round++) {
      try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
        assertThat(await(journal.open(REPORTS)))
            .isEqualTo(new LogBounds(4 + round, 4 + round, 0, 0));
        await(journal.append(REPORTS, List.of(group("reports", 5 + round, 5 + round, 1))));
      }
    }

    assertThat(seqs(readAll(outside(), REPORTS))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(Files.readAllBytes(directory.resolve("reports.jsonl"))).startsWith(before);
  }

  @Test
  void keepsForeignLinesFirstAndTheirNumbersForGood() throws IOException {
    byte[] foreign = Files.readAllBytes(directory.resolve("service_api.health.jsonl"));
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(SLASHED, List.of(group("service/api.health", 3, 3, 2))));
      assertThat(seqs(readAll(journal.reader(), SLASHED))).containsExactly(1L, 2L, 3L, 4L);
    }
    Files.writeString(
        directory.resolve("service_api.health.jsonl"),
        PredecessorFormat.line("service/api.health", 9) + "\n",
        StandardOpenOption.APPEND);

    List<JournalLine> late = readAll(outside(), SLASHED);
    assertThat(seqs(late)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(late.get(2).event()).isEqualTo(JournalLines.event("service/api.health", 3));
    for (int round = 0; round < 2; round++) {
      try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
        assertThat(await(journal.open(SLASHED)).highestSeq()).isEqualTo(5);
        List<JournalLine> copied = readAll(journal.reader(), SLASHED);
        assertThat(seqs(copied)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(copied.get(4).event()).isEqualTo(late.get(4).event());
      }
    }
    assertThat(directory.resolve("service%2Fapi.health.jsonl")).exists();
    assertThat(Files.readAllBytes(directory.resolve("service_api.health.jsonl")))
        .startsWith(foreign);
  }

  @Test
  void clearsATopicWithoutTouchingTheLinesOfAnother() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      assertThat(await(journal.deleteTo(SLASHED, Long.MAX_VALUE))).isEqualTo(2);

      assertThat(readAll(journal.reader(), SLASHED)).isEmpty();
      assertThat(seqs(readAll(journal.reader(), UNDERSCORED))).containsExactly(1L);
      assertThat(await(journal.deleteTo(UNDERSCORED, Long.MAX_VALUE))).isEqualTo(1);
      assertThat(journal.reader().topics()).containsExactly("reports", "two words");
      await(journal.append(SLASHED, List.of(group("service/api.health", 3, 3, 1))));
    }

    assertThat(seqs(readAll(outside(), SLASHED))).containsExactly(3L);
    assertThat(directory.resolve("service_api.health.jsonl")).exists();
  }

  @Test
  void unlinksAForeignFileThatHoldsOnlyTheClearedTopic() {
    LogId words = LogId.topic("two words");
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(words, List.of(group("two words", 2, 2, 1))));

      assertThat(await(journal.deleteTo(words, Long.MAX_VALUE))).isEqualTo(2);
    }

    assertThat(directory.resolve("two words.jsonl")).doesNotExist();
    assertThat(directory.resolve("two%20words.jsonl")).doesNotExist();
    assertThat(outside().bounds(words)).isEqualTo(new LogBounds(2, 2, 2, 2));
  }

  @Test
  void leavesABrokenLastLineWhereItIs() throws IOException {
    Path file = directory.resolve("reports.jsonl");
    Files.writeString(file, "{\"id\": \"torn", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file);

    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(REPORTS, List.of(group("reports", 5, 5, 1))));
    }

    assertThat(seqs(readAll(outside(), REPORTS))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(Files.readAllBytes(file)).startsWith(before);
  }
}
