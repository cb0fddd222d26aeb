package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sums up lines into blocks, in the order of the file. A block ends with a group, so that reading
 * can begin at any.
 */
final class BlockBuilder {
  static final int BLOCK_BYTES = 64 * 1024;

  private final Path file;
  private long start;
  private long end;
  private Numbering atStart; // of the block begun
  private Numbering latest;
  private long firstSeq;
  private long firstFact;
  private int count;
  private long minMicros;
  private long maxMicros;
  private boolean inTimeOrder;

  BlockBuilder(Path file, long start, Numbering numbering) {
    this.file = file;
    this.start = start;
    this.end = start;
    this.atStart = numbering;
    this.latest = numbering;
  }

  void add(LineSpan line, long micros, long lineEnd) {
    if (count == 0) {
      // Numbered from where the block begins, so that reading from there counts damaged lines as
      // reading from the start does.
      firstSeq = atStart.certain() ? atStart.lastSeq() + 1 : line.seq();
      firstFact = atStart.certain() ? atStart.lastFact() + 1 : line.fact();
      minMicros = micros;
      maxMicros = micros;
      inTimeOrder = true;
    } else {
      inTimeOrder &= micros >= maxMicros;
      minMicros = Math.min(minMicros, micros);
      maxMicros = Math.max(maxMicros, micros);
    }
    count++;
    end = lineEnd;
  }

  /** Takes bytes that are no line of the log. */
  void passOver(long to, Numbering after) {
    end = to;
    latest = after;
  }

  /** Ends a group; gives the block if that completes one. */
  @Nullable Block endGroup(Numbering after) {
    latest = after;
    if (end - start < BLOCK_BYTES || count == 0) {
      return null;
    }
    Block full = block();
    start = end;
    atStart = after;
    count = 0;
    return full;
  }

  /** The block begun, null while it holds no line. */
  @Nullable Block partial() {
    return count == 0 ? null : block();
  }

  private Block block() {
    return new Block(
        file,
        start,
        end - start,
        firstSeq,
        firstFact,
        count,
        minMicros,
        maxMicros,
        latest.checksummed(),
        inTimeOrder);
  }

  /** Where what was taken ends. */
  long end() {
    return end;
  }

  /** Numbering at {@link #end}. */
  Numbering numbering() {
    return latest;
  }
}
