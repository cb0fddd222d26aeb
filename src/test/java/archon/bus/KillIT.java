package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of publishing, again and again on the same directory. */
@Tag("soak")
final class KillIT {
  private static final int ROUNDS = Integer.getInteger("archon.test.kill-rounds", 20);
  private static final long SEED = 20_261_121;

  private final Map<Long, String> acknowledged = new HashMap<>();
  private final TreeSet<Long> received = new TreeSet<>();

  @TempDir Path directory;

  @Test
  void everyAcknowledgedEventIsThereOnceAndANamedSubscriberMissesNone() throws IOException {
    Random random = new Random(SEED);

    for (int round = 1; round <= ROUNDS; round++) {
      runAndKillAfter(1 + random.nextInt(500), Integer.toString(round));
    }
    long lastSeq = lastSeqStored();
    drainUntil(lastSeq);

    assertThat(received)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, lastSeq).boxed().toList());
    assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
  }

  private void runAndKillAfter(int acknowledgements, String round) throws IOException {
    Process process = TestJvm.start(KilledProcess.class, List.of("-Xmx256m"), directory, round);
    try (BufferedReader lines = linesOf(process)) {
      int seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen += note(line) ? 1 : 0;
        if (seen == acknowledgements) {
          // SIGKILL by its handle: Process itself would close the pipe, and what it had told
          // already would be lost.
          process.toHandle().destroyForcibly();
          seen++;
        }
      }
      assertThat(seen).as("round %s reached its kill", round).isGreaterThan(acknowledgements);
    } finally {
      process.destroyForcibly();
    }
  }

  private void drainUntil(long lastSeq) throws IOException {
    Process process = TestJvm.start(KilledProcess.class, List.of("-Xmx256m"), directory, "drain");
    try (BufferedReader lines = linesOf(process)) {
      String line = "";
      while (line != null && (received.isEmpty() || received.last() < lastSeq)) {
        line = lines.readLine();
        if (line != null) {
          note(line);
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Takes down what the process told; whether it was an acknowledgement. */
  private boolean note(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || words[2].length() < 36) {
      return false; // "ready", or a line cut short by the kill
    }
    long seq = Long.parseLong(words[1]);
    if (words[0].equals("got")) {
      received.add(seq);
      return false;
    }
    assertThat(acknowledged.put(seq, words[2])).as("acknowledgement of seq %d", seq).isNull();
    return true;
  }

  private long lastSeqStored() {
    try (EventBus bus = EventBus.open(directory)) {
      List<StoredEvent> stored =
          bus.historyList(HistoryQuery.topic(KilledProcess.TOPIC)).toCompletableFuture().join();
      Map<Long, String> ids =
          stored.stream().collect(Collectors.toMap(StoredEvent::seq, event -> event.event().id()));

      assertThat(ids).containsAllEntriesOf(acknowledged);
      assertThat(ids.values()).doesNotHaveDuplicates();
      assertThat(new TreeSet<>(ids.keySet()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, ids.size()).boxed().toList());
      return ids.size();
    }
  }

  private static BufferedReader linesOf(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
