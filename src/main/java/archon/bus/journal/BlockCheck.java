package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares a file's block summary with its lines, while these are read. */
final class BlockCheck {
  private final List<Block> stored;
  private final BlockBuilder builder;
  private int number;
  private @Nullable String difference;
  private long differentSeq;

  private BlockCheck(List<Block> stored, BlockBuilder builder, @Nullable String difference) {
    this.stored = stored;
    this.builder = builder;
    this.difference = difference;
  }

  /** Begins at the beginning of {@code lines}; a missing summary is right. */
  static BlockCheck start(Disk disk, LogFile file, Numbering start, OwnFile lines)
      throws IOException {
    BlockBuilder builder = new BlockBuilder(file.lines(), 0, start);
    Disk.Facts facts = disk.stat(file.blocks());
    if (facts == null) {
      return new BlockCheck(List.of(), builder, null);
    }
    try (Disk.OpenFile blocks = disk.openToRead(file.blocks())) {
      BlockFile.Header header = BlockFile.header(blocks);
      if (header == null || !lines.hasHead(header.head())) {
        return new BlockCheck(List.of(), builder, "its header does not fit the lines");
      }
      List<Block> stored = BlockFile.entries(blocks, file.lines(), 0, 0);
      boolean whole = BlockFile.length(stored.size()) == facts.size();
      return new BlockCheck(
          stored, builder, whole ? null : "entry %d is damaged".formatted(stored.size() + 1));
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
    if (number < stored.size() && !stored.get(number).equals(block) && difference == null) {
      difference = "entry %d does not fit the lines".formatted(number + 1);
      differentSeq = block.firstSeq();
    }
    number++;
  }

  /** What is wrong with the summary, null if nothing is. */
  @Nullable String difference() {
    return difference == null && number < stored.size()
        ? "it tells of %d blocks but there are %d".formatted(stored.size(), number)
        : difference;
  }

  /** Seq of the first line that the summary is wrong about, 0 if it is wrong as a whole. */
  long differentSeq() {
    return differentSeq;
  }
}
