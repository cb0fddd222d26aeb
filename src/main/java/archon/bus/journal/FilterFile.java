package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The {@link BlockFilter}s of a file's full blocks, in their order:
 *
 * <pre>{@code
 * header, 32 bytes   "archfltp" | head bytes 4 | head crc 4 | zeros | crc 4
 * each block         filter (its length follows from the block's lines) | crc 4
 * }</pre>
 *
 * Big-endian. The header's crc is the CRC-32C of the 28 bytes before it; that of a filter covers
 * the filter and what identifies its block. So the place of each follows from the blocks alone, and
 * any may be missing, stale or damaged: its block may then hold everything. Derived, never synced.
 * No file stays open between calls. Once the file is sealed a {@link SegmentFilter} takes its
 * place; those of the first version ("archflt1") are read as they are.
 */
final class FilterFile {
  private static final String EXTENSION = ".filters";
  private static final FilterLayout LAYOUT = FilterLayout.PARTED;
  private static final int HEADER_BYTES = 32;
  private static final int CRC_BYTES = 4;
  private static final int WINDOW_BYTES = 64 * 1024;

  private final Disk disk;
  private final Path path;

  FilterFile(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
  }

  /** The filters that belong to a block summary. */
  static Path beside(Path blocks) {
    String name = blocks.getFileName().toString();
    String stem = name.substring(0, name.length() - LogPaths.BLOCKS.length());
    return blocks.resolveSibling(stem + EXTENSION);
  }

  /** Whether the file is there, and as long as that. */
  boolean reaches(long end) throws IOException {
    Disk.Facts facts = disk.stat(path);
    return facts != null && facts.size() >= end;
  }

  /** Where the filters of these blocks, the first ones of a file, end. */
  static long end(List<Block> blocks) {
    long end = HEADER_BYTES;
    for (Block block : blocks) {
      end += LAYOUT.bytes(block.count()) + CRC_BYTES;
    }
    return end;
  }

  /**
   * Writes the filters of blocks whose lines are synced.
   *
   * @param before where the filters of the blocks before them end; what stands there beyond is cut
   * @return where the filters end now
   */
  long append(
      Disk.OpenFile lines,
      int maxLineBytes,
      long before,
      List<FilteredBlock> blocks,
      Set<PosixFilePermission> permissions)
      throws IOException {
    if (!isOf(lines)) {
      disk.delete(path);
      create(FileHead.read(lines, lines.size()), permissions);
    }
    try (Disk.OpenFile file = disk.openToWrite(path)) {
      if (file.size() > before) {
        file.truncate(before);
      }
      long at = before;
      for (FilteredBlock filtered : blocks) {
        byte[] entry = entry(filtered.known(lines, maxLineBytes));
        file.write(entry, 0, entry.length, at);
        at += entry.length;
      }
      return at;
    }
  }

  private boolean isOf(Disk.OpenFile lines) throws IOException {
    try (Disk.OpenFile file = disk.openDerived(path)) {
      return file != null && layout(file, lines) == LAYOUT;
    }
  }

  private void create(FileHead head, Set<PosixFilePermission> permissions) throws IOException {
    try (Disk.OpenFile created = disk.create(path, permissions)) {
      byte[] header = header(head);
      created.write(header, 0, header.length, 0);
    }
  }

  private static byte[] entry(FilteredBlock filtered) {
    byte[] bits = filtered.bits();
    return ByteBuffer.allocate(bits.length + CRC_BYTES)
        .put(bits)
        .putInt(crc(bits, 0, bits.length, filtered.block()))
        .array();
  }

  /**
   * The blocks with their filters, without one where it is missing or damaged.
   *
   * @param before where the filters of the blocks before them end
   */
  List<FilteredBlock> read(Disk.OpenFile lines, long before, List<Block> blocks)
      throws IOException {
    try (Disk.OpenFile file = disk.openDerived(path)) {
      if (file == null || layout(file, lines) != LAYOUT) {
        return FilteredBlock.unread(blocks);
      }
      Window window = new Window(file, LAYOUT);
      List<FilteredBlock> read = new ArrayList<>(blocks.size());
      long at = before;
      for (Block block : blocks) {
        read.add(new FilteredBlock(block, window.filter(at, block)));
        at += LAYOUT.bytes(block.count()) + CRC_BYTES;
      }
      return read;
    }
  }

  /**
   * Those of {@code wanted} that may hold a key.
   *
   * @param full all full blocks of the file, in order
   * @param wanted some blocks of the file, in order; one that is not full may hold everything
   */
  List<Block> mayHold(Disk.OpenFile lines, List<Block> full, List<Block> wanted, EventKey key)
      throws IOException {
    try (Disk.OpenFile file = disk.openDerived(path)) {
      FilterLayout layout = file == null ? null : layout(file, lines);
      return file == null || layout == null
          ? wanted
          : mayHold(new Window(file, layout), full, wanted, key);
    }
  }

  private static List<Block> mayHold(
      Window window, List<Block> full, List<Block> wanted, EventKey key) throws IOException {
    Set<Block> asked = new HashSet<>(wanted);
    Set<Block> denied = new HashSet<>();
    long at = HEADER_BYTES;
    for (Block block : full) {
      if (asked.contains(block) && window.denies(at, block, key.hash())) {
        denied.add(block);
      }
      at += window.length(block) + CRC_BYTES;
    }
    List<Block> chosen = new ArrayList<>(wanted);
    chosen.removeAll(denied);
    return chosen;
  }

  /** How the filters are laid out; null if they are not of these lines. */
  private static @Nullable FilterLayout layout(Disk.OpenFile file, Disk.OpenFile lines)
      throws IOException {
    byte[] bytes = new byte[HEADER_BYTES];
    int crcAt = HEADER_BYTES - CRC_BYTES;
    if (!BlockEntry.readFully(file, bytes, HEADER_BYTES, 0)
        || ByteBuffer.wrap(bytes).getInt(crcAt) != LineCodec.crc(bytes, 0, crcAt)) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    FilterLayout layout = FilterLayout.of(header.getLong());
    return new FileHead(header.getInt(), header.getInt()).isOf(lines) ? layout : null;
  }

  private static byte[] header(FileHead head) {
    byte[] bytes = new byte[HEADER_BYTES];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putLong(LAYOUT.magic()).putInt(head.bytes()).putInt(head.crc());
    header.putInt(HEADER_BYTES - CRC_BYTES, LineCodec.crc(bytes, 0, HEADER_BYTES - CRC_BYTES));
    return bytes;
  }

  private static int crc(byte[] bytes, int from, int length, Block block) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    crc.update(
        ByteBuffer.allocate(28)
            .putLong(block.byteOffset())
            .putLong(block.bytes())
            .putLong(block.firstSeq())
            .putInt(block.count())
            .flip());
    return (int) crc.getValue();
  }

  /** A piece of the file, so that filters next to each other take one read. */
  private static final class Window {
    private final Disk.OpenFile file;
    private final FilterLayout layout;
    private byte[] bytes = new byte[WINDOW_BYTES];
    private long start;
    private int filled;

    Window(Disk.OpenFile file, FilterLayout layout) {
      this.file = file;
      this.layout = layout;
    }

    int length(Block block) {
      return layout.bytes(block.count());
    }

    boolean denies(long at, Block block, long key) throws IOException {
      int partBytes = layout.partBytes(block.count());
      return isWhole(at, block)
          && !BlockFilter.mayHold(
              layout, bytes, (int) (at - start) + layout.part(key) * partBytes, partBytes, key);
    }

    @Nullable BlockFilter filter(long at, Block block) throws IOException {
      if (!isWhole(at, block)) {
        return null;
      }
      int from = (int) (at - start);
      return BlockFilter.ofBytes(Arrays.copyOfRange(bytes, from, from + length(block)));
    }

    private boolean isWhole(long at, Block block) throws IOException {
      int length = length(block);
      if (!reach(at, length + CRC_BYTES)) {
        return false;
      }
      int from = (int) (at - start);
      return ByteBuffer.wrap(bytes).getInt(from + length) == crc(bytes, from, length, block);
    }

    private boolean reach(long at, int length) throws IOException {
      if (at >= start && at + length <= start + filled) {
        return true;
      }
      if (length > bytes.length) {
        bytes = new byte[length];
      }
      start = at;
      filled = 0;
      while (filled < length) {
        int read = file.read(bytes, filled, bytes.length - filled, at + filled);
        if (read < 0) {
          return false;
        }
        filled += read;
      }
      return true;
    }
  }
}
