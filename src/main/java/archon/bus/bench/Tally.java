package archon.bus.bench;

import java.util.Arrays;
import java.util.UUID;

/**
 * How many events there are of each topic, and the sum of their ids as 128-bit numbers: with as
 * many events and the same sum, the events are the same, in whatever order. Not thread-safe.
 */
final class Tally {
  private final long[] ofTopic;
  private long high;
  private long low;

  Tally(int topics) {
    this.ofTopic = new long[topics];
  }

  Tally copy() {
    Tally copy = new Tally(ofTopic.length);
    copy.add(this);
    return copy;
  }

  void add(int topic, UUID id) {
    ofTopic[topic]++;
    addId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  void add(Tally other) {
    for (int topic = 0; topic < ofTopic.length; topic++) {
      ofTopic[topic] += other.ofTopic[topic];
    }
    addId(other.high, other.low);
  }

  private void addId(long upper, long lower) {
    low += lower;
    high += upper + (Long.compareUnsigned(low, lower) < 0 ? 1 : 0); // with the carry
  }

  long ofTopic(int topic) {
    return ofTopic[topic];
  }

  long events() {
    return Arrays.stream(ofTopic).sum();
  }

  boolean hasSameIdsAs(Tally other) {
    return high == other.high && low == other.low;
  }
}
