package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a log in one file, found by reading it and remembered; goes on where it ended when
 * the file has grown.
 */
final class FileScan {
  private final LogSource source;
  private final boolean foreign;
  private final int maxLineBytes;
  private final Object key;
  private final List<Block> full = new ArrayList<>();
  private BlockBuilder rest;

  FileScan(
      LogSource source, boolean foreign, @Nullable Object key, Numbering start, int maxLineBytes) {
    this.source = source;
    this.foreign = foreign;
    this.key = String.valueOf(key);
    this.maxLineBytes = maxLineBytes;
    this.rest = new BlockBuilder(source.path(), 0, start);
  }

  boolean isOf(@Nullable Object otherKey, long size) {
    return key.equals(String.valueOf(otherKey)) && size >= rest.end();
  }

  /**
   * Takes blocks that follow the full ones known; the last of them is read again, to go on from
   * there and to see that it fits.
   */
  void take(List<Block> blocks) {
    if (!blocks.isEmpty()) {
      Block last = blocks.get(blocks.size() - 1);
      full.addAll(blocks.subList(0, blocks.size() - 1));
      rest = new BlockBuilder(source.path(), last.byteOffset(), Numbering.before(last));
    }
  }

  /** Reads up to {@code end}, where a group ends; lines above {@code maxSeq} do not count. */
  void advance(Disk.OpenFile file, long end, long maxSeq) throws IOException {
    if (rest.end() >= end) {
      return;
    }
    RawLines raw = new RawLines(file, maxLineBytes, rest.end());
    NumberedLines lines =
        foreign
            ? NumberedLines.foreign(source, raw, rest.numbering())
            : NumberedLines.own(source, raw, rest.numbering());
    for (NumberedLines.Found found = lines.next(end);
        found != NumberedLines.Found.END;
        found = lines.next(end)) {
      if (found != NumberedLines.Found.LINE) {
        rest.passOver(lines.position(), lines.numbering());
        continue;
      }
      if (lines.span().seq() > maxSeq) {
        return;
      }
      rest.add(lines.span(), lines.micros(), lines.position());
      Block block = lines.span().more() ? null : rest.endGroup(lines.numbering());
      if (block != null) {
        full.add(block);
      }
    }
  }

  /** Whether a block told before is still where it was. */
  boolean holds(Block block) {
    if (!block.file().equals(source.path()) || block.endOffset() > rest.end()) {
      return false;
    }
    int low = 0;
    int high = full.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (full.get(middle).byteOffset() < block.byteOffset()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Block known = low < full.size() ? full.get(low) : rest.partial();
    return known != null
        && known.byteOffset() == block.byteOffset()
        && known.firstSeq() == block.firstSeq();
  }

  /** The blocks that are complete. */
  List<Block> full() {
    return full;
  }

  /** The block begun behind them. */
  BlockBuilder rest() {
    return rest;
  }

  int fullBlocks() {
    return full.size();
  }

  /** Where the last full block ends. */
  long fullEnd() {
    return full.isEmpty() ? 0 : full.get(full.size() - 1).endOffset();
  }

  long end() {
    return rest.end();
  }

  /** Numbering at {@link #end}. */
  Numbering numbering() {
    return rest.numbering();
  }

  List<Block> blocks() {
    List<Block> all = new ArrayList<>(full);
    Block partial = rest.partial();
    if (partial != null) {
      all.add(partial);
    }
    return all;
  }
}
