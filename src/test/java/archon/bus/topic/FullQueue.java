package archon.bus.topic;

/** Lets tests of other packages be refused as by a full queue. */
public final class FullQueue {
  private FullQueue() {}

  public static BusOverloaded of(String topic) {
    return BusOverloaded.events(topic, 10_000, 10_000);
  }
}
