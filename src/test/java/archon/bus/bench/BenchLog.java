package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.read.HistorySettings;
import archon.bus.read.JournalReadSide;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplaySettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The log that {@code archon-bus bench} reads, for benchmarks of all packages. */
public final class BenchLog implements AutoCloseable {
  static final Path PARENT = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Load LOAD = new Load(1, 1, 1, 1_000, BenchEvents.PAYLOAD_BYTES, 1);

  private final Lab lab;
  private final StoredLog stored;

  private BenchLog(Lab lab, StoredLog stored) {
    this.lab = lab;
    this.stored = stored;
  }

  /**
   * Makes a log of so many events.
   *
   * @param segmentBytes size of its files, as a setting
   */
  public static BenchLog of(int events, String segmentBytes) throws InterruptedException {
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "archon.bus.journal.sync",
                    "os",
                    "archon.bus.journal.segment-bytes",
                    segmentBytes))
            .withFallback(ConfigFactory.load());
    Programs none = new Programs(List.of(), List.of());
    BenchSettings settings =
        new BenchSettings(PARENT, false, config, LOAD, new Volume(events, 0, 0, 1), none);
    Lab lab = new Lab(settings, new IdleWatcher());
    return new BenchLog(lab, lab.stored(events));
  }

  /** Reads it as a process that does not hold it. */
  public JournalReader journal() {
    return JournalReader.of(stored.directory(), JournalSettings.from(section("journal")));
  }

  public ReadSide reads(JournalReader journal) {
    return JournalReadSide.create(
        journal, HistorySettings.from(section("history")), ReplaySettings.from(section("replay")));
  }

  private Config section(String name) {
    return lab.settings().config().getConfig("archon.bus." + name);
  }

  public String topic() {
    return stored.topics().name(0);
  }

  /** The time of event {@code n}, from 0. */
  public Instant timeOf(long n) {
    return StoredLog.timeOf(n);
  }

  public EventBus open() {
    return stored.open();
  }

  @Override
  public void close() {
    lab.close();
  }
}
