package archon.bus.journal;

import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  private static final int MAX = 3;
  private static final int TOPICS = 20;

  @TempDir Path directory;

  private static JournalSettings settings() {
    JournalSettings base = JournalSettings.DEFAULT;
    return new JournalSettings(
        base.logs(),
        List.of(),
        base.retentionCheckInterval(),
        base.ioThreads(),
        MAX,
        base.maxLineBytes(),
        base.fileMode(),
        base.directoryMode());
  }

  /** Files of the directory that this process has open, as Linux tells. */
  private long openFiles() throws IOException {
    Path real = directory.toRealPath();
    List<Path> targets = new ArrayList<>();
    try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
      for (Path handle : handles.toList()) {
        if (Files.isSymbolicLink(handle)) { // others were closed while we looked
          targets.add(Files.readSymbolicLink(handle));
        }
      }
    }
    return targets.stream()
        .filter(target -> target.startsWith(real) && target.toString().endsWith(".jsonl"))
        .count();
  }

  @Test
  void manyTopicsKeepFewFilesOpenAndAllOfThemGoOn() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    try (Journal journal = Journal.open(directory, settings())) {
      for (long seq = 1; seq <= 3; seq++) {
        for (int topic = 0; topic < TOPICS; topic++) {
          JournalLines.appendOneByOne(journal, LogId.topic("topic." + topic), seq, seq);
        }
        Awaitility.await().untilAsserted(() -> assertThat(openFiles()).isBetween(1L, (long) MAX));
      }
      for (int topic = 0; topic < TOPICS; topic++) {
        assertThat(seqs(readAll(journal.reader(), LogId.topic("topic." + topic))))
            .containsExactly(1L, 2L, 3L);
      }
    }

    assertThat(openFiles()).isZero();
  }
}
