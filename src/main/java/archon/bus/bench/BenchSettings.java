package archon.bus.bench;

import com.typesafe.config.Config;
import java.nio.file.Path;

/**
 * What a bench is to do.
 *
 * @param parent where the directory for its files is made
 * @param keep whether that directory stays
 * @param config a whole resolved configuration
 * @param load how hard the bus is worked
 * @param volume how much it is
 * @param programs how processes are started
 */
public record BenchSettings(
    Path parent, boolean keep, Config config, Load load, Volume volume, Programs programs) {
  public BenchSettings {
    int pending = config.getInt("archon.bus.topic.max-pending-events");
    if (load.window() > pending) {
      throw new IllegalArgumentException(
          "window: expected at most archon.bus.topic.max-pending-events, %d, but found %d"
              .formatted(pending, load.window()));
    }
    long most = windowOf(config.getBytes("archon.bus.topic.max-pending-bytes"), load);
    if (load.window() > most) {
      throw new IllegalArgumentException(
          "window: expected at most %d with payloads of %d bytes (archon.bus.topic.max-pending-bytes) but found %d"
              .formatted(most, load.payloadBytes(), load.window()));
    }
  }

  /** How many events may wait when so many bytes may in each topic. */
  private static long windowOf(long pendingBytes, Load load) {
    return pendingBytes / (load.payloadBytes() + EventMaker.MEMBERS_BYTES) * load.topics();
  }

  /** {@code batch}, {@code interval} or {@code os}. */
  String sync() {
    return config.getString("archon.bus.journal.sync");
  }
}
