package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogCatalogTest {
  private static final LogId ORDERS = LogId.topic("orders/new");
  private static final LogId ACCOUNT = LogId.entity("account|42");
  private static final LogId LONG_NAME = LogId.entity("account|" + "é".repeat(300));

  @TempDir Path directory;

  @Test
  void listsTopicsAndOtherPersistentActors() {
    writeAll().close();

    assertThat(reader().logs()).containsExactly(ORDERS, ACCOUNT, LONG_NAME);
  }

  @Test
  void listsALogWhoseLinesAreAllDeleted() {
    try (Journal journal = writeAll()) {
      for (LogId log : List.of(ORDERS, ACCOUNT, LONG_NAME)) {
        await(journal.deleteTo(log, Long.MAX_VALUE));
      }
    }

    assertThat(reader().topics()).isEmpty();
    assertThat(reader().logs()).containsExactly(ORDERS, ACCOUNT, LONG_NAME);
  }

  @Test
  void knowsLogsWithoutStatedFactsByTheirLines() throws IOException {
    writeAll().close();
    Files.delete(stated("topics", ORDERS));
    Files.delete(stated("persistence", ACCOUNT));
    Files.delete(stated("persistence", LONG_NAME));

    assertThat(reader().logs()).containsExactly(ORDERS, ACCOUNT, LONG_NAME);
  }

  @Test
  void readsAShortenedNameInASealedSegment() throws IOException {
    writeAll().close();
    Path persistence = directory.resolve(".archon-bus").resolve("persistence");
    String stem = TopicFileName.encode(LONG_NAME);
    Path active = persistence.resolve(stem + ".jsonl");
    Path folder = Files.createDirectory(persistence.resolve(stem));
    Files.move(active, folder.resolve("00000000000000000001.jsonl"));
    Files.createFile(active);
    Files.write(stated("persistence", LONG_NAME), new byte[] {'x'});

    assertThat(reader().logs()).contains(LONG_NAME);
  }

  @Test
  void listsAPredecessorsTopicsAndNoEmptyFile() throws IOException {
    Files.writeString(directory.resolve("a_b.jsonl"), event("a/b", 1).toJson() + "\n");
    Files.createFile(directory.resolve("empty.jsonl"));

    assertThat(reader().logs()).containsExactly(LogId.topic("a/b"));
  }

  @Test
  void passesOverFilesThatTellNoName() throws IOException {
    writeAll().close();
    Path persistence = directory.resolve(".archon-bus").resolve("persistence");
    Files.writeString(persistence.resolve("account~0123.jsonl"), "{\"persistence_id\":\"x\"}\n");
    Files.writeString(persistence.resolve("other~0123.jsonl"), "no JSON");
    Files.createSymbolicLink(persistence.resolve("link~0123.stated"), directory);

    assertThat(reader().logs()).containsExactly(ORDERS, ACCOUNT, LONG_NAME);
  }

  @Test
  void findsNothingWhereNoDirectoryIs() {
    JournalReader nowhere = JournalReader.of(directory.resolve("missing"), JournalSettings.DEFAULT);

    assertThat(nowhere.logs()).isEmpty();
  }

  private Journal writeAll() {
    Journal journal = Journal.open(directory, JournalSettings.DEFAULT);
    appendOneByOne(journal, ORDERS, 1, 1);
    for (LogId entity : List.of(ACCOUNT, LONG_NAME)) {
      byte[] head =
          "{\"persistence_id\":\"%s\"".formatted(entity.name()).getBytes(StandardCharsets.UTF_8);
      await(journal.append(entity, List.of(new LineGroup(1, 1, false, List.of(head)))));
    }
    return journal;
  }

  private JournalReader reader() {
    return JournalReader.of(directory, JournalSettings.DEFAULT);
  }

  private Path stated(String folder, LogId log) {
    return directory
        .resolve(".archon-bus")
        .resolve(folder)
        .resolve(TopicFileName.encode(log) + ".stated");
  }
}
