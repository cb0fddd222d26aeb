package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.topic.Durability;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An events directory whose events are known. It may be loaded with a history: event n, from 0,
 * tells its number in its payload and happened n hundredths of a second after the first. Events of
 * a later time may be added by whoever opens it.
 */
final class StoredLog {
  private static final Instant FIRST_TIME = Instant.parse("2023-11-14T22:13:20Z");
  private static final long STEP_MILLIS = 10;

  /** Loading the endpoint would be measured, too. */
  private static final Config NOT_SERVED =
      ConfigFactory.parseMap(Map.of("archon.bus.http.enabled", false));

  private final Lab lab;
  private final Path directory;
  private final BenchTopics topics;
  private final Verifier verifier;
  private Durability durability = Durability.DISK; // as long as nothing is stored
  private long loadedEvents;
  private long idHash;

  private StoredLog(Lab lab, String purpose, BenchTopics topics, Tally stored) {
    this.lab = lab;
    this.directory = lab.files().newDirectory(purpose);
    this.topics = topics;
    this.verifier = new Verifier(directory, lab.settings().config(), topics, stored, lab.watcher());
  }

  static StoredLog empty(Lab lab, String purpose) {
    BenchTopics topics = new BenchTopics(lab.settings().load().topics());
    return new StoredLog(lab, purpose, topics, new Tally(topics.count()));
  }

  static StoredLog load(Lab lab, long events) throws InterruptedException {
    lab.watcher().begins("loading");
    StoredLog log = empty(lab, "stored");
    Publishers.Published loaded;
    try (EventBus bus = log.open()) {
      loaded = log.publishers(bus, loadOf(lab)).publish(events, StoredLog::timeOf);
    }
    log.add(loaded.tally(), loaded.durability());
    log.loadedEvents = events;
    return log;
  }

  /** The same events in a directory of their own. */
  StoredLog copy(String purpose) {
    StoredLog copy = new StoredLog(lab, purpose, topics, stored());
    BenchFiles.copyLog(directory, copy.directory);
    return copy;
  }

  /** One thread publishes it, so that seqs and times have the same order. */
  static Load loadOf(Lab lab) {
    return lab.settings().load().onePublisher();
  }

  static Instant timeOf(long n) {
    return FIRST_TIME.plusMillis(n * STEP_MILLIS);
  }

  EventBus open() {
    return EventBus.open(directory, NOT_SERVED.withFallback(lab.settings().config()));
  }

  Publishers publishers(EventBus bus, Load load) {
    return new Publishers(bus, topics, load, lab.watcher());
  }

  Path directory() {
    return directory;
  }

  BenchTopics topics() {
    return topics;
  }

  /** All that it holds. */
  Tally stored() {
    return verifier.found();
  }

  /** Without those added later. */
  long loadedEvents() {
    return loadedEvents;
  }

  /** The sum of the hashes of its ids. */
  long idHash() {
    return idHash;
  }

  /**
   * Events were published to it, and it is closed again.
   *
   * @return the sum of the hashes of their ids
   * @throws BenchFailed if it does not hold exactly these and those of before
   */
  long add(Tally events, Durability stated) {
    long added = verifier.verify(events);
    idHash += added;
    durability = stated;
    return added;
  }

  /** An event was published to the first topic, as durable as those before. */
  void add(UUID id) {
    Tally one = new Tally(topics.count());
    one.add(0, id);
    add(one, durability);
  }

  /** What a run came to that wrote to it or read it. */
  Outcome outcome(Reading... readings) {
    double lineBytes = (double) BenchFiles.bytesOfEvents(directory) / stored().events();
    return new Outcome(List.of(readings), durability, lineBytes);
  }
}
