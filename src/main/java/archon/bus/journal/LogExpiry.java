package archon.bus.journal;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far a topic's lines have expired. What it found for an age stays true until the first
 * line that is left grows too old, so it is rarely looked for. Not thread-safe.
 */
final class LogExpiry {
  private final Retention retention;
  private final Lines lines;
  private final Clock clock;

  private long agedToSeq; // lines up to here are older than allowed
  private long validUntilMicros = Long.MIN_VALUE; // earliest time allowed by which that holds

  /** Reads a block's lines one by one. */
  interface Lines {
    LineCursor in(Block block) throws IOException;
  }

  /** Gives the blocks of all lines. */
  interface Blocks {
    List<BlockRun> storedRuns() throws IOException;

    List<Block> blocks(BlockRun run) throws IOException;
  }

  LogExpiry(Retention retention, Lines lines, Clock clock) {
    this.retention = retention;
    this.lines = lines;
    this.clock = clock;
  }

  boolean isLimited() {
    return retention.isLimited();
  }

  /**
   * Seq of the last line that has expired, 0 if none has.
   *
   * @param bounds what is stored, expired lines included
   * @param blocks asked for only if needed
   */
  long toSeq(LogBounds bounds, Blocks blocks) throws IOException {
    long seq = 0;
    if (retention.maxEvents() > 0) {
      seq = Math.max(seq, bounds.highestSeq() - retention.maxEvents());
    }
    if (retention.maxBytes() > 0) {
      seq = Math.max(seq, beyondBytes(blocks));
    }
    return retention.maxAge().isZero() ? seq : Math.max(seq, aged(bounds, blocks));
  }

  /** Counted back from the last block; the one in which the bound lies is kept. */
  private long beyondBytes(Blocks blocks) throws IOException {
    List<BlockRun> runs = blocks.storedRuns();
    long left = retention.maxBytes();
    int at = runs.size();
    while (at > 0 && left > runs.get(at - 1).bytes()) {
      at--;
      left -= runs.get(at).bytes();
    }
    return at == 0 ? 0 : beyondBytes(blocks.blocks(runs.get(at - 1)), left, at == 1);
  }

  private static long beyondBytes(List<Block> blocks, long most, boolean areFirst) {
    long left = most;
    int at = blocks.size();
    while (at > 0 && left > 0) {
      at--;
      left -= blocks.get(at).bytes();
    }
    return blocks.isEmpty() || (at == 0 && areFirst) ? 0 : blocks.get(at).firstSeq() - 1;
  }

  private long aged(LogBounds bounds, Blocks blocks) throws IOException {
    Instant oldest = clock.instant().minus(retention.maxAge());
    long oldestMicros =
        TimeUnit.SECONDS.toMicros(oldest.getEpochSecond()) + oldest.getNano() / 1_000;
    if (oldestMicros <= validUntilMicros && agedToSeq <= bounds.highestSeq()) {
      return agedToSeq;
    }
    agedToSeq = bounds.highestSeq();
    validUntilMicros = oldestMicros; // whatever comes is looked at anew
    Block kept = firstReaching(oldestMicros, blocks);
    if (kept != null) {
      keepFrom(kept, oldestMicros);
    }
    return agedToSeq;
  }

  private static @Nullable Block firstReaching(long micros, Blocks blocks) throws IOException {
    for (BlockRun run : blocks.storedRuns()) {
      if (run.maxTimestampMicros() >= micros) {
        for (Block block : blocks.blocks(run)) {
          if (block.maxTimestampMicros() >= micros) {
            return block;
          }
        }
      }
    }
    return null;
  }

  private void keepFrom(Block block, long oldestMicros) throws IOException {
    agedToSeq = block.firstSeq() - 1; // if its lines cannot tell, none of them goes
    try (LineCursor cursor = lines.in(block)) {
      for (JournalLine line = cursor.next(); line != null; line = cursor.next()) {
        if (line.timestampMicros() >= oldestMicros) {
          agedToSeq = line.seq() - 1;
          validUntilMicros = line.timestampMicros();
          return;
        }
      }
    } catch (DamagedLine e) {
      return; // a damaged line may be young
    }
  }
}
