package archon.bus.journal;

import java.io.IOException;
import java.util.List;

/** Finds in a log's block file what fits its lines. */
final class BlockIndex {
  private final Disk disk;
  private final LogPaths paths;

  BlockIndex(Disk disk, LogPaths paths) {
    this.disk = disk;
    this.paths = paths;
  }

  /**
   * The full blocks after those of {@code known}, none if the block file is missing, behind,
   * damaged or another file's.
   */
  List<Block> following(OwnFile lines, FileScan known, Numbering start, long visibleEnd)
      throws IOException {
    try (Disk.OpenFile file = disk.openDerived(paths.blocks())) {
      BlockFile.Header header = file == null ? null : BlockFile.header(file);
      if (file == null
          || header == null
          || !lines.hasHead(header.head())
          || (start.certain() && !isBase(header.base(), start))) {
        return List.of();
      }
      List<Block> blocks =
          BlockFile.entries(file, paths.lines(), known.fullBlocks(), known.fullEnd());
      while (!blocks.isEmpty() && !fits(lines, blocks.get(blocks.size() - 1), visibleEnd)) {
        blocks = blocks.subList(0, blocks.size() - 1);
      }
      return blocks;
    }
  }

  private static boolean isBase(StatedFacts.Base base, Numbering start) {
    return base.seq() == start.lastSeq() && base.fact() == start.lastFact();
  }

  /**
   * Whether a block begins and ends with a line, and its first line, where it says its seq, says
   * the block's.
   */
  private static boolean fits(OwnFile lines, Block block, long visibleEnd) throws IOException {
    return block.endOffset() <= visibleEnd
        && (block.byteOffset() == 0 || isNewline(lines, block.byteOffset() - 1))
        && isNewline(lines, block.endOffset() - 1);
  }

  private static boolean isNewline(OwnFile lines, long byteOffset) throws IOException {
    byte[] one = new byte[1];
    return lines.file().read(one, 0, 1, byteOffset) == 1 && one[0] == '\n';
  }
}
