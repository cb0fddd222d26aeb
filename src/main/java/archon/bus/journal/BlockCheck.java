package archon.bus.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares a file's block summary with its lines, while these are read. */
final class BlockCheck {

  private final List<Block> stored;
  private final BlockFile.@Nullable Footer footer;
  private final boolean isSealed;
  private final BlockBuilder builder;
  private final BlockTotals totals = new BlockTotals();
  private int number;
  private @Nullable String difference;
  private long differentSeq;
  private boolean isOtherSegment;

  private BlockCheck(
      List<Block> stored,
      BlockFile.@Nullable Footer footer,
      boolean isSealed,
      BlockBuilder builder,
      @Nullable String difference) {
    this.stored = stored;
    this.footer = footer;
    this.isSealed = isSealed;
    this.builder = builder;
    this.difference = difference;
  }

  /** Begins at the beginning of {@code lines}; a summary that is missing or lags is right. */
  static BlockCheck start(Disk disk, LogFile file, Numbering start, OwnFile lines)
      throws IOException {
    BlockBuilder builder = new BlockBuilder(file.lines(), 0, start);
    try {
      return start(disk, file, builder, lines);
    } catch (UnsafeFile e) {
      return new BlockCheck(List.of(), null, file.isSealed(), builder, e.getMessage());
    }
  }

  private static BlockCheck start(Disk disk, LogFile file, BlockBuilder builder, OwnFile lines)
      throws IOException {
    Disk.Facts facts = disk.stat(file.blocks());
    if (facts == null) {
      return new BlockCheck(List.of(), null, file.isSealed(), builder, null);
    }
    try (Disk.OpenFile blocks = disk.openToRead(file.blocks())) {
      BlockFile.Header header = BlockFile.header(blocks);
      if (header == null || !lines.hasHead(header.head())) {
        String what = "its header does not fit the lines";
        return new BlockCheck(List.of(), null, file.isSealed(), builder, what);
      }
      List<Block> stored = BlockFile.entries(blocks, file.lines(), 0, 0);
      BlockFile.Footer footer = file.isSealed() ? BlockFile.footer(blocks, stored.size()) : null;
      boolean whole = facts.size() == BlockFile.length(stored.size() + (footer == null ? 0 : 1));
      String what = whole ? null : "entry %d is damaged".formatted(stored.size() + 1);
      return new BlockCheck(stored, footer, file.isSealed(), builder, what);
    } catch (NoSuchFileException e) { // deleted or renamed meanwhile
      return new BlockCheck(List.of(), null, file.isSealed(), builder, null);
    }
  }

  void line(NumberedLines lines) {
    builder.add(lines.span(), lines.micros(), lines.position());
    Block block = lines.span().more() ? null : builder.endGroup(lines.numbering());
    if (block != null) {
      compare(block);
    }
  }

  void other(NumberedLines lines) {
    builder.passOver(lines.position(), lines.numbering());
  }

  private void compare(Block block) {
    totals.add(block);
    if (number < stored.size() && !fits(stored.get(number), block) && difference == null) {
      difference = "entry %d does not fit the lines".formatted(number + 1);
      differentSeq = block.firstSeq();
    }
    number++;
  }

  /** Summaries of earlier versions say nothing of the order in time. */
  private static boolean fits(Block summary, Block lines) {
    return summary.equals(lines) || summary.equals(lines.inTimeOrder(false));
  }

  /** What is wrong with the summary, null if nothing is; asked once all lines were read. */
  @Nullable String difference(OwnFile lines) throws IOException {
    Block rest = isSealed ? builder.partial() : null;
    if (rest != null) {
      compare(rest);
    }
    if (difference == null && number < stored.size()) {
      difference = "it tells of %d blocks but there are %d".formatted(stored.size(), number);
    }
    BlockFile.Footer end = footer;
    if (end != null && difference == null) {
      boolean fits =
          end.bytes() == lines.size()
              && end.lastSeq() == builder.numbering().lastSeq()
              && stored.stream().mapToLong(Block::count).sum() == end.lines();
      difference = fits ? null : "its footer does not fit the lines";
      isOtherSegment =
          fits
              && end.segmentCrc()
                  != (int) FileBytes.checksum(lines.file(), lines.size()).getValue();
    }
    return difference;
  }

  /** Whether the summary fits, but its checksum of the segment's bytes does not. */
  boolean isOtherSegment() {
    return isOtherSegment;
  }

  /**
   * Whether {@code entry} of the list of segments fits the lines; asked once all lines were read.
   */
  boolean fits(Block entry) {
    return entry.equals(totals.whole(entry.file(), builder.numbering()));
  }

  /** Seq of the first line that the summary is wrong about, 0 if it is wrong as a whole. */
  long differentSeq() {
    return differentSeq;
  }
}
