package archon.bus.read;

import archon.bus.event.Timestamps;
import archon.bus.journal.Block;
import archon.bus.journal.JournalLine;

/** Adds up blocks and lines, given in seq order. */
final class ExtentSum {
  private long events;
  private long bytes;
  private long firstSeq;
  private long lastSeq;
  private long earliestMicros = Long.MAX_VALUE;
  private long latestMicros = Long.MIN_VALUE;

  void add(Block block) {
    add(block.count(), block.bytes(), block.firstSeq(), block.lastSeq());
    earliestMicros = Math.min(earliestMicros, block.minTimestampMicros());
    latestMicros = Math.max(latestMicros, block.maxTimestampMicros());
  }

  void add(JournalLine line) {
    add(1, line.sizeInBytes() + 1L, line.seq(), line.seq());
    long micros = line.timestampMicros();
    earliestMicros = Math.min(earliestMicros, micros);
    latestMicros = Math.max(latestMicros, micros);
  }

  private void add(long moreEvents, long moreBytes, long first, long last) {
    firstSeq = events == 0 ? first : firstSeq;
    lastSeq = last;
    events += moreEvents;
    bytes += moreBytes;
  }

  /**
   * @param deletedToSeq what an extent without events stands behind
   */
  TopicExtent end(long deletedToSeq) {
    if (events == 0) {
      return new TopicExtent(0, 0, deletedToSeq + 1, deletedToSeq, null);
    }
    TimeSpan times =
        new TimeSpan(
            Timestamps.ofEpochMicros(earliestMicros), Timestamps.ofEpochMicros(latestMicros));
    return new TopicExtent(events, bytes, firstSeq, lastSeq, times);
  }
}
