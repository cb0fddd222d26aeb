package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.journal.Finding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong at the end of a log is unfinished exactly where opening the log cuts it off. */
final class UnfinishedEndTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  /** What is before a line that lacks its end and one that breaks off. */
  enum Before {
    OWN_LINES_OF_AN_UNCLEAN_STOP(true),
    OWN_LINES_OF_A_CLEAN_STOP(false),
    OWN_LINES_OF_WHICH_NOTHING_IS_STATED(true),
    PREDECESSORS_LINES_OF_WHICH_NOTHING_IS_STATED(false),
    A_SEGMENT_SEALED_JUST_BEFORE_AN_UNCLEAN_STOP(true),
    A_SEGMENT_SEALED_AFTER_A_CLEAN_STOP(true);

    final boolean isCut;

    Before(boolean isCut) {
      this.isCut = isCut;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isCutAtOpeningWhereItIsToldToBeUnfinished(Before before) throws IOException {
    lines(before);

    List<Finding> told = Damage.allFindingsIn(directory, JournalSettings.DEFAULT);
    boolean isCut = isCutAtOpening();

    assertThat(isCut).isEqualTo(before.isCut);
    assertThat(told).extracting(Finding::kind).containsOnly(isCut ? Kind.UNFINISHED : Kind.LINE);
  }

  private void lines(Before before) throws IOException {
    Path active = directory.resolve("orders.jsonl");
    Path stated = directory.resolve(".archon-bus/topics/orders.stated");
    byte[] unclean;
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 1);
      unclean = Files.readAllBytes(stated);
      appendOneByOne(journal, ORDERS, 2, 4);
    }
    Path first = directory.resolve("orders").resolve("00000000000000000001.jsonl");
    switch (before) {
      case OWN_LINES_OF_AN_UNCLEAN_STOP -> Files.write(stated, unclean);
      case OWN_LINES_OF_A_CLEAN_STOP -> assertThat(stated).exists();
      case OWN_LINES_OF_WHICH_NOTHING_IS_STATED -> Files.delete(stated);
      case PREDECESSORS_LINES_OF_WHICH_NOTHING_IS_STATED -> {
        Files.writeString(active, PredecessorFormat.line("orders", 1) + "\n");
        Files.delete(stated);
      }
      case A_SEGMENT_SEALED_JUST_BEFORE_AN_UNCLEAN_STOP -> {
        Files.createDirectory(first.getParent());
        Files.move(active, first);
        Files.write(stated, unclean);
      }
      case A_SEGMENT_SEALED_AFTER_A_CLEAN_STOP -> {
        Files.createDirectory(first.getParent());
        Files.move(active, first);
      }
    }
    String head = new String(JournalLines.head(event("orders", 5)), StandardCharsets.UTF_8);
    Files.writeString(
        active,
        head + ",\"seq\":5\n" + head.substring(0, 40),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private boolean isCutAtOpening() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.open(ORDERS));
    } catch (DamagedLog notCut) {
      assertThat(notCut).hasMessageContaining("orders");
    }
    try (Stream<Path> cut = Files.list(directory.resolve(".archon-bus/quarantine"))) {
      return cut.findAny().isPresent();
    }
  }
}
