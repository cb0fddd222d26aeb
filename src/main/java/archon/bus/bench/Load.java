package archon.bus.bench;

/**
 * How hard the bus is worked.
 *
 * @param topics events go to them in turn
 * @param publishers threads that publish
 * @param subscribers how many are told of every event, where there is a fan-out
 * @param window how many events may be unacknowledged, of all publishers together
 * @param payloadBytes size of each event's payload as JSON
 * @param rate events published in a second, where latency is measured
 */
public record Load(
    int topics, int publishers, int subscribers, int window, int payloadBytes, int rate) {
  public Load {
    require("topics", topics, 1, 100_000);
    require("publishers", publishers, 1, 1_000);
    require("subscribers", subscribers, 1, 100_000);
    require("window", window, publishers, 1_000_000);
    require("payload-bytes", payloadBytes, EventMaker.MIN_PAYLOAD_BYTES, 1 << 20);
    require("rate", rate, 1, 1_000_000);
  }

  /** As far as one thread publishes. */
  Load onePublisher() {
    return new Load(topics, 1, subscribers, window, payloadBytes, rate);
  }

  Load oneTopic() {
    return new Load(1, publishers, subscribers, window, payloadBytes, rate);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d but found %d".formatted(name, least, most, value));
    }
  }
}
