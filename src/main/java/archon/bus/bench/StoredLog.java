package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.topic.Durability;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A directory with a known history: event n, from 0, tells its number in its payload and happened n
 * hundredths of a second after the first. It is closed, so that others may open it. Events of a
 * later time may be added.
 */
final class StoredLog {
  private static final Instant FIRST_TIME = Instant.parse("2023-11-14T22:13:20Z");
  private static final long STEP_MILLIS = 10;

  private final Lab lab;
  private final Path directory;
  private final BenchTopics topics;
  private final Tally tally;
  private final Durability durability;
  private final long loadedEvents;
  private long idHash;

  private StoredLog(Lab lab, Path directory, BenchTopics topics, Publishers.Published loaded) {
    this.lab = lab;
    this.directory = directory;
    this.topics = topics;
    this.tally = loaded.tally();
    this.durability = loaded.durability();
    this.loadedEvents = tally.events();
  }

  static StoredLog load(Lab lab, long events) throws InterruptedException {
    lab.watcher().begins("loading");
    Load load = loadOf(lab);
    Path directory = lab.files().newDirectory("stored");
    BenchTopics topics = new BenchTopics(load.topics());
    Publishers.Published loaded;
    try (EventBus bus = lab.open(directory)) {
      loaded = new Publishers(bus, topics, load, lab.watcher()).publish(events, StoredLog::timeOf);
    }
    StoredLog log = new StoredLog(lab, directory, topics, loaded);
    log.verify();
    return log;
  }

  /** One thread publishes it, so that seqs and times have the same order. */
  static Load loadOf(Lab lab) {
    return lab.settings().load().onePublisher();
  }

  static Instant timeOf(long n) {
    return FIRST_TIME.plusMillis(n * STEP_MILLIS);
  }

  Path directory() {
    return directory;
  }

  BenchTopics topics() {
    return topics;
  }

  /** Without those added later. */
  long loadedEvents() {
    return loadedEvents;
  }

  /** With those added later. */
  long events() {
    return tally.events();
  }

  /** An event was published to the first topic. */
  void added(UUID id) {
    tally.add(0, id);
  }

  /** Checks that it holds its events and no others. */
  void verify() {
    idHash = lab.verify(directory, topics, tally);
  }

  /** The sum of the hashes of its ids. */
  long idHash() {
    return idHash;
  }

  Outcome outcome(Reading... readings) {
    double lineBytes = (double) BenchFiles.bytesOfEvents(directory) / events();
    return new Outcome(List.of(readings), durability, lineBytes);
  }
}
