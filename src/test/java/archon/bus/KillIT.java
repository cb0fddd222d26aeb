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

  private final Map<String, Map<Long, String>> acknowledged = new HashMap<>();
  private final Map<String, TreeSet<Long>> received = new HashMap<>();

  @TempDir Path directory;

  @Test
  void everyAcknowledgedEventIsThereOnceAndANamedSubscriberMissesNone() throws IOException {
    Random random = new Random(SEED);

    for (int round = 1; round <= ROUNDS; round++) {
      runAndKillAfter(1 + random.nextInt(500), Integer.toString(round));
    }
    Map<String, Long> lastSeqs = lastSeqsStored();
    drainUntil(lastSeqs);

    for (String topic : KilledProcess.TOPICS) {
      assertThat(received.get(topic)).containsExactlyElementsOf(upTo(lastSeqs.get(topic)));
      assertThat(acknowledged.get(topic)).hasSizeGreaterThan(ROUNDS);
    }
    assertThat(directory.resolve("kill.one")).as("sealed segments").isNotEmptyDirectory();
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

  private void drainUntil(Map<String, Long> lastSeqs) throws IOException {
    Process process = TestJvm.start(KilledProcess.class, List.of("-Xmx256m"), directory, "drain");
    try (BufferedReader lines = linesOf(process)) {
      String line = "";
      while (line != null && !hasReceived(lastSeqs)) {
        line = lines.readLine();
        if (line != null) {
          note(line);
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private boolean hasReceived(Map<String, Long> lastSeqs) {
    return lastSeqs.entrySet().stream()
        .allMatch(
            last -> {
              TreeSet<Long> seqs = received.getOrDefault(last.getKey(), new TreeSet<>());
              return !seqs.isEmpty() && seqs.last() >= last.getValue();
            });
  }

  /** Takes down what the process told; whether it was an acknowledgement. */
  private boolean note(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 4 || words[3].length() < 36) {
      return false; // "ready", or a line cut short by the kill
    }
    String topic = words[1];
    long seq = Long.parseLong(words[2]);
    if (words[0].equals("got")) {
      received.computeIfAbsent(topic, missing -> new TreeSet<>()).add(seq);
      return false;
    }
    String before =
        acknowledged.computeIfAbsent(topic, missing -> new HashMap<>()).put(seq, words[3]);
    assertThat(before).as("acknowledgement of %s %d", topic, seq).isNull();
    return true;
  }

  private Map<String, Long> lastSeqsStored() {
    Map<String, Long> lastSeqs = new HashMap<>();
    try (EventBus bus = EventBus.open(KilledProcess.config(directory))) {
      for (String topic : KilledProcess.TOPICS) {
        List<StoredEvent> stored =
            bus.historyList(HistoryQuery.topic(topic)).toCompletableFuture().join();
        Map<Long, String> ids =
            stored.stream()
                .collect(Collectors.toMap(StoredEvent::seq, event -> event.event().id()));

        assertThat(ids).containsAllEntriesOf(acknowledged.get(topic));
        assertThat(ids.values()).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(ids.keySet())).containsExactlyElementsOf(upTo(ids.size()));
        lastSeqs.put(topic, (long) ids.size());
      }
    }
    return lastSeqs;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static BufferedReader linesOf(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
