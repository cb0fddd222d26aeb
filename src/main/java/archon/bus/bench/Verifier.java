package archon.bus.bench;

import archon.bus.event.BusException;
import archon.bus.event.StoredEvent;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.read.HistorySettings;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplaySettings;
import archon.bus.read.TopicCursor;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Reads an events directory back from its files, without the bus that wrote it: every topic has the
 * seqs from 1 on without a hole, and the events are those that were acknowledged, each once. Events
 * are read once: when it is asked again, only what was added is.
 */
final class Verifier {
  private static final int BATCH_EVENTS = 1_000;
  private static final long BATCH_BYTES = 1 << 20;

  private final Path directory;
  private final Config bus;
  private final BenchTopics topics;
  private final Watcher watcher;
  private final Tally expected;
  private final Tally found;

  /**
   * @param stored what the directory is known to hold
   */
  Verifier(Path directory, Config config, BenchTopics topics, Tally stored, Watcher watcher) {
    this.directory = directory;
    this.bus = config.getConfig("archon.bus");
    this.topics = topics;
    this.watcher = watcher;
    this.expected = stored.copy();
    this.found = stored.copy();
  }

  /** What was found so far, and verified. */
  Tally found() {
    return found;
  }

  /**
   * Checks the directory of a bus that was closed.
   *
   * @param added events that were acknowledged since it was checked last
   * @return the sum of their {@link #idHash}es
   * @throws BenchFailed if it holds anything else
   */
  long verify(Tally added) {
    watcher.begins("verifying");
    expected.add(added);
    try {
      return readAdded();
    } catch (BenchFailed e) {
      throw e;
    } catch (BusException e) { // damage above all, which is no more than a failed run here
      throw new BenchFailed("verification of %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** What a reader or subscriber can sum up at little cost, to tell that it saw all events. */
  static long idHash(String id) {
    return id.hashCode();
  }

  private long readAdded() {
    ReadSide reads =
        JournalReadSide.create(
            JournalReader.of(directory, JournalSettings.from(bus.getConfig("journal"))),
            HistorySettings.from(bus.getConfig("history")),
            ReplaySettings.from(bus.getConfig("replay")));
    List<String> others = reads.topics().stream().filter(t -> topics.indexOf(t) < 0).toList();
    require(others.isEmpty(), "expected the topics of the bench only but found " + others);
    long idHash = 0;
    for (int topic = 0; topic < topics.count(); topic++) {
      idHash += readAdded(reads, topic);
      require(
          found.ofTopic(topic) == expected.ofTopic(topic),
          "topic %s: expected the %d events acknowledged but found %d"
              .formatted(topics.name(topic), expected.ofTopic(topic), found.ofTopic(topic)));
    }
    require(
        found.hasSameIdsAs(expected),
        "expected each id acknowledged once but the sum of the ids found is another");
    return idHash;
  }

  private long readAdded(ReadSide reads, int topic) {
    String name = topics.name(topic);
    long seq = found.ofTopic(topic);
    long idHash = 0;
    try (TopicCursor cursor = reads.from(name, seq + 1)) {
      TopicCursor.Batch batch = cursor.next(BATCH_EVENTS, BATCH_BYTES);
      while (!batch.events().isEmpty() || batch.gap() != null) {
        require(batch.gap() == null, "topic %s: events are gone: %s".formatted(name, batch.gap()));
        for (StoredEvent stored : batch.events()) {
          if (stored.seq() != ++seq || !stored.event().topic().equals(name)) {
            throw new BenchFailed(
                "verification: topic %s: expected seq %d but found %d of topic %s"
                    .formatted(name, seq, stored.seq(), stored.event().topic()));
          }
          found.add(topic, UUID.fromString(stored.event().id()));
          idHash += idHash(stored.event().id());
        }
        watcher.done(batch.events().size());
        batch = cursor.next(BATCH_EVENTS, BATCH_BYTES);
      }
    }
    return idHash;
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new BenchFailed("verification: " + complaint);
    }
  }
}
