package archon.bus.journal;

import archon.bus.event.EventJson;
import archon.bus.event.Timestamps;

/** The timestamp of a line, without decoding the rest. */
final class LineTime {
  private LineTime() {}

  static long micros(byte[] line, int from, int to) {
    return Timestamps.epochMicros(
        EventJson.read(line, from, to, () -> "00000000-0000-0000-0000-000000000000").timestamp());
  }
}
