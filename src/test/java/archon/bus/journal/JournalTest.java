package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  @Test
  void readsBackWhatWasAppended() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(ORDERS, List.of(group("orders", 1, 1, 3), group("orders", 4, 2, 1))));

      List<JournalLine> lines = readAll(journal.reader(), ORDERS);

      assertThat(seqs(lines)).containsExactly(1L, 2L, 3L, 4L);
      assertThat(lines).extracting(JournalLine::fact).containsExactly(1L, 1L, 1L, 2L);
      assertThat(lines).extracting(JournalLine::more).containsExactly(true, true, false, false);
      assertThat(lines.get(2).event()).isEqualTo(event("orders", 3));
      assertThat(journal.reader().topics()).containsExactly("orders");
      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(2, 4, 0, 0));
    }
  }

  @Test
  void goesOnWhereItEndedAfterReopening() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 3);
    }
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      assertThat(await(journal.open(ORDERS))).isEqualTo(new LogBounds(3, 3, 0, 0));
      appendOneByOne(journal, ORDERS, 4, 4);

      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L, 3L, 4L);
    }
    JournalReader outside = JournalReader.of(directory, JournalSettings.DEFAULT);
    assertThat(seqs(readAll(outside, ORDERS))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void keepsTheHighestNumbersWhenAllIsDeleted() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 3);

      assertThat(await(journal.deleteTo(ORDERS, Long.MAX_VALUE))).isEqualTo(3);

      assertThat(directory.resolve("orders.jsonl")).doesNotExist();
      assertThat(await(journal.bounds(ORDERS))).isEqualTo(new LogBounds(3, 3, 3, 3));
      assertThat(journal.reader().topics()).isEmpty();
    }
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 4, 5);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(4L, 5L);
      assertThat(await(journal.deleteTo(ORDERS, 4))).isEqualTo(1);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(5L);
    }
    JournalReader outside = JournalReader.of(directory, JournalSettings.DEFAULT);
    assertThat(seqs(readAll(outside, ORDERS))).containsExactly(5L);
    assertThat(outside.bounds(ORDERS)).isEqualTo(new LogBounds(5, 5, 4, 4));
    assertThat(Files.readString(directory.resolve("orders.jsonl"))).hasLineCount(2);
  }

  @Test
  void leavesNoTraceOfALogThatNeverWas() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      assertThat(await(journal.open(ORDERS))).isEqualTo(LogBounds.EMPTY);
      assertThat(await(journal.deleteTo(ORDERS, 7))).isZero();
    }

    assertThat(directory.resolve(".archon-bus/topics")).isEmptyDirectory();
    assertThat(directory.resolve("orders.jsonl")).doesNotExist();
  }

  @Test
  void refusesGroupsThatDoNotFollowTheLastLine() {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 2);

      assertThatThrownBy(() -> await(journal.append(ORDERS, List.of(group("orders", 4, 3, 1)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected lines from seq 3");

      appendOneByOne(journal, ORDERS, 3, 3);
      assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void keepsEntityLogsOutOfTheTopics() {
    LogId entity = LogId.entity("account|42");
    byte[] head =
        "{\"persistence_id\":\"account|42\",\"payload\":{\"a\":1}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(journal.append(entity, List.of(new LineGroup(1, 1, false, List.of(head, head)))));

      List<JournalLine> lines = readAll(journal.reader(), entity);

      assertThat(lines).extracting(JournalLine::fact).containsExactly(1L, 2L);
      assertThat(lines.get(0).head()).isEqualTo(head);
      assertThat(journal.reader().topics()).isEmpty();
      assertThat(directory.resolve(".archon-bus/persistence/account%7C42.jsonl")).exists();
    }
  }

  @Test
  void refusesUseAfterClose() {
    Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
    journal.close();
    journal.close();

    assertThatThrownBy(() -> await(journal.open(ORDERS))).isInstanceOf(JournalClosed.class);
  }

  @Test
  void keepsTheLogOfANameThatNoStatementHasRoomFor() {
    LogId endless = LogId.entity("日".repeat(5_000));
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      JournalLines.appendOneByOne(journal, endless, 1, 2);
    }
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      JournalLines.appendOneByOne(journal, endless, 3, 3);

      assertThat(JournalLines.seqs(JournalLines.readAll(journal.reader(), endless)))
          .containsExactly(1L, 2L, 3L);
    }
  }
}
