package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a log in one file, found by reading it and remembered; goes on where it ended when
 * the file has grown.
 */
final class FileScan {
  private final LogSource source;
  private final int maxLineBytes;
  private final Object key;
  private final Numbering start;
  private final long beginning;
  private final List<Block> full = new ArrayList<>();
  private BlockBuilder rest;

  FileScan(LogSource source, @Nullable Object key, Numbering start, int maxLineBytes) {
    this(source, key, 0, start, maxLineBytes);
  }

  /** Begins at {@code from}, where a group begins. */
  FileScan(LogSource source, @Nullable Object key, long from, Numbering start, int maxLineBytes) {
    this.source = source;
    this.key = String.valueOf(key);
    this.maxLineBytes = maxLineBytes;
    this.start = start;
    this.beginning = from;
    this.rest = new BlockBuilder(source.path(), from, start);
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
    NumberedLines lines = new NumberedLines(source, raw, rest.numbering());
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

  /** The blocks that are complete. */
  List<Block> full() {
    return full;
  }

  /** Numbering at {@link #beginning}. */
  Numbering start() {
    return start;
  }

  /** Where the first line may stand. */
  long beginning() {
    return beginning;
  }

  boolean hasLines() {
    return !full.isEmpty() || rest.partial() != null;
  }

  Path path() {
    return source.path();
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
    return full.isEmpty() ? beginning : full.get(full.size() - 1).endOffset();
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
