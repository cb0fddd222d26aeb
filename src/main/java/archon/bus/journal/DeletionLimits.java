package archon.bus.journal;

import archon.bus.event.Timestamps;
import java.time.Instant;
import java.util.List;

/** Finds the last line that a deletion takes. Reads blocks, and lines only where it must. */
public final class DeletionLimits {
  private DeletionLimits() {}

  /**
   * The seq before a topic's first event, in seq order, whose timestamp is not before {@code time};
   * the highest seq if there is none. A damaged line ends it too: its time is not known. Blocks.
   */
  public static long lastSeqBefore(JournalReader reader, String topic, Instant time) {
    long micros = Timestamps.ceilingMicros(time);
    List<Block> blocks = reader.blocks(topic);
    LogBounds bounds = reader.bounds(LogId.topic(topic)); // after: more may have expired meanwhile
    long expected = bounds.firstSeq();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.firstSeq() > expected) {
        return expected - 1;
      }
      boolean isLast = i + 1 == blocks.size();
      long next = isLast ? bounds.highestSeq() + 1 : blocks.get(i + 1).firstSeq();
      boolean mayHoldDamage = block.lastSeq() + 1 < next;
      if (mayHoldDamage || block.maxTimestampMicros() >= micros) {
        long first = firstNotBefore(reader, topic, block, micros);
        if (first > 0) {
          return first - 1;
        }
      }
      expected = Math.max(expected, block.lastSeq() + 1);
    }
    return expected - 1;
  }

  /** 0 if there is none in the block. */
  private static long firstNotBefore(JournalReader reader, String topic, Block block, long micros) {
    try (LineCursor lines = reader.lines(topic, block)) {
      for (JournalLine line = lines.next(); line != null; line = lines.next()) {
        if (line.timestampMicros() >= micros) {
          return line.seq();
        }
      }
      return 0;
    } catch (DamagedLine damage) {
      return damage.expectedSeq();
    }
  }

  /**
   * The highest fact of which no line is above {@code seq}: what is deleted as a whole with the
   * lines up to there. Where damage hides it, one that is too low.
   */
  static long lastWholeFact(JournalReader reader, LogId log, LogBounds bounds, long seq) {
    if (seq >= bounds.highestSeq()) {
      return bounds.highestFact();
    }
    long behind = factAt(reader, log, seq + 1);
    long first = behind > 0 ? behind : factAt(reader, log, seq);
    return Math.max(bounds.deletedToFact(), first - 1);
  }

  /** The fact of a line; 0 if it cannot be read. */
  private static long factAt(JournalReader reader, LogId log, long seq) {
    try (LineCursor lines = reader.lines(log, seq)) {
      JournalLine line = lines.next();
      return line != null && line.seq() == seq ? line.fact() : 0;
    } catch (DamagedLine damage) {
      return 0;
    }
  }
}
