package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, named pipes and folders where the journal's files should be. */
@Timeout(60) // opening a named pipe waits for its other end for ever
@ExtendWith(QuietLog.class)
final class StrangeFilesTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId OTHER = LogId.topic("other");

  @TempDir Path directory;

  /** What stands there in place of the file. */
  enum Strange {
    LINK {
      @Override
      void replace(Path file, Path outside) throws IOException {
        Files.createSymbolicLink(file, outside);
      }
    },
    BROKEN_LINK {
      @Override
      void replace(Path file, Path outside) throws IOException {
        Files.createSymbolicLink(file, outside.resolveSibling("nowhere"));
      }
    },
    PIPE {
      @Override
      void replace(Path file, Path outside) throws IOException {
        try {
          assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    },
    FOLDER {
      @Override
      void replace(Path file, Path outside) throws IOException {
        Files.createDirectory(file);
      }
    };

    abstract void replace(Path file, Path outside) throws IOException;
  }

  static Stream<Arguments> everyFile() {
    List<Arguments> all = new ArrayList<>();
    for (Strange strange : Strange.values()) {
      for (String file :
          List.of(
              "events/orders.jsonl",
              "events/orders/00000000000000000001.jsonl",
              "events/.archon-bus/topics/orders.stated",
              "events/.archon-bus/topics/orders.new",
              "events/.archon-bus/index/orders.blocks",
              "events/.archon-bus/index/orders.filters",
              "events/.archon-bus/index/orders/segments.blocks",
              "events/.archon-bus/index/orders/00000000000000000001.blocks",
              "events/.archon-bus/index/orders/00000000000000000001.filters")) {
        all.add(Arguments.of(strange, file));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void areRefusedOrPassedOverAndNeverFollowed(Strange strange, String name) throws IOException {
    assumeThat(Path.of("/usr/bin/mkfifo")).isRegularFile();
    Path events = directory.resolve("events");
    JournalSettings settings = ModelNode.sealingAt(4_096);
    try (Journal journal = Journal.open(events, settings)) {
      appendOneByOne(journal, ORDERS, 1, 40);
      appendOneByOne(journal, OTHER, 1, 1);
    }
    Path file = directory.resolve(name);
    Path outside = directory.resolve("outside");
    byte[] secret = Files.exists(file) ? Files.readAllBytes(file) : new byte[] {'x'};
    Files.write(outside, secret);
    Files.deleteIfExists(file);
    strange.replace(file, outside);

    long stored = 0;
    try (Journal journal = Journal.open(events, settings)) {
      try {
        appendOneByOne(journal, ORDERS, 41, 80);
        stored = 80;
      } catch (JournalException refused) {
        assertThat(refused).hasMessageContaining("orders");
        assertThat(name).as("a derived file is done without").doesNotContain("/index/");
      }
      readOrRefuse(journal.reader(), stored);
      appendOneByOne(journal, OTHER, 2, 2);
      assertThat(seqs(readAll(journal.reader(), OTHER))).containsExactly(1L, 2L);
    }

    readOrRefuse(JournalReader.of(events, settings), stored);
    if (name.contains("/index/")) {
      assertThat(Damage.foundIn(events, JournalSettings.DEFAULT))
          .allMatch(found -> found.file().equals(file));
    }
    assertThat(outside).hasBinaryContent(secret);
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".archon-bus",
        ".archon-bus/topics",
        ".archon-bus/index",
        ".archon-bus/persistence",
        ".archon-bus/quarantine"
      })
  void aFolderThatIsALinkIsRefusedAndNothingWrittenWhereItLeads(String folder) throws IOException {
    Path events = Files.createDirectory(directory.resolve("events"));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createDirectories(events.resolve(folder).getParent());
    Files.createSymbolicLink(events.resolve(folder), outside);

    assertThatThrownBy(() -> Journal.open(events, JournalSettings.DEFAULT))
        .isInstanceOf(UnsafeFile.class)
        .hasMessageContaining(folder)
        .hasMessageContaining("move it away");

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aFolderOfSummariesThatIsALinkIsDoneWithout() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path events = directory.resolve("events");
    try (Journal journal = Journal.open(events, ModelNode.sealingAt(4_096))) {
      Files.createSymbolicLink(events.resolve(".archon-bus/index/orders"), outside);

      appendOneByOne(journal, ORDERS, 1, 40);

      assertThat(seqs(readAll(journal.reader(), ORDERS))).hasSize(40);
    }
    assertThat(outside).isEmptyDirectory();
  }

  private static void readOrRefuse(JournalReader reader, long stored) {
    try {
      List<Long> seqs = JournalLines.readableSeqs(reader, ORDERS);
      assertThat(stored == 0 || seqs.contains(stored)).isTrue();
    } catch (JournalException refused) {
      assertThat(refused).hasMessageContaining("orders");
    }
  }
}
