package archon.bus.bench;

import archon.bus.event.Timestamps;
import java.time.Instant;

/** The clock that all processes of a machine share. */
final class WallClock {
  private WallClock() {}

  static long micros() {
    return Timestamps.epochMicros(Instant.now());
  }
}
