package archon.bus.bench;

import archon.bus.event.Event;
import java.time.Instant;
import java.util.Map;

/** The events of {@code archon-bus bench}, for benchmarks of all packages. For one thread. */
public final class BenchEvents {
  static final int PAYLOAD_BYTES = 208;

  private final EventMaker maker = new EventMaker(new BenchTopics(1), PAYLOAD_BYTES);
  private long made;

  public Event next() {
    return maker.event(made++, Instant.now());
  }

  public Map<String, Object> nextPayload() {
    return maker.payload(made++);
  }
}
