package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full blocks of a file of lines, kept so that nobody needs to read that file to find a place
 * in it; that of a sealed segment holds all its blocks and a footer:
 *
 * <pre>{@code
 * header, 64 bytes   "archblk1" | head bytes 4 | head crc 4 | base seq 8 | base fact 8 | zeros | crc 4
 * entry,  64 bytes   a block, see BlockEntry
 * footer, 64 bytes   "archseal" | lines 8 | last seq 8 | last fact 8 | min micros 8 | max micros 8 | bytes 8 |
 *                    CRC-32C of the segment 4 | crc 4
 * }</pre>
 *
 * Big-endian; each crc is the CRC-32C of the 60 bytes before it. The file is derived: never synced,
 * it may lag, and what does not fit the lines is not believed.
 */
final class BlockFile {
  private static final int ENTRY_BYTES = BlockEntry.BYTES;
  private static final long MAGIC = 0x6172_6368_626c_6b31L; // "archblk1"
  private static final long SEAL = 0x6172_6368_7365_616cL; // "archseal"

  private BlockFile() {}

  /** Deletes a block file, and the filters beside it: of those blocks, they say nothing alone. */
  static void delete(Disk disk, Path path) throws IOException {
    disk.delete(path);
    disk.delete(FilterFile.beside(path));
  }

  /** What a block file belongs to. */
  record Header(FileHead head, StatedFacts.Base base) {}

  /**
   * What is known of a sealed segment.
   *
   * @param lines of the log in it
   * @param bytes its length
   * @param segmentCrc CRC-32C of its bytes
   */
  record Footer(
      long lines,
      long lastSeq,
      long lastFact,
      long minTimestampMicros,
      long maxTimestampMicros,
      long bytes,
      int segmentCrc) {}

  /** Reads the header, null if there is none that can be believed. */
  static @Nullable Header header(Disk.OpenFile file) throws IOException {
    byte[] bytes = new byte[ENTRY_BYTES];
    if (!BlockEntry.readFully(file, bytes, ENTRY_BYTES, 0) || !BlockEntry.isWhole(bytes, 0)) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.getLong() != MAGIC) {
      return null;
    }
    FileHead head = new FileHead(header.getInt(), header.getInt());
    return new Header(head, new StatedFacts.Base(header.getLong(), header.getLong()));
  }

  /**
   * Reads entries from number {@code first} (from 0) on, as far as they are whole and follow {@code
   * expectedOffset}.
   */
  static List<Block> entries(Disk.OpenFile file, Path lines, int first, long expectedOffset)
      throws IOException {
    return entries(file, lines, first, expectedOffset, Integer.MAX_VALUE);
  }

  /** As above, at most {@code most}. */
  static List<Block> entries(
      Disk.OpenFile file, Path lines, int first, long expectedOffset, int most) throws IOException {
    long at = ENTRY_BYTES * (1L + first);
    long size = file.size();
    List<Block> blocks = new ArrayList<>();
    byte[] chunk = new byte[ENTRY_BYTES * 1024];
    long next = expectedOffset;
    while (at < size) {
      int length = (int) Math.min(chunk.length, (size - at) / ENTRY_BYTES * ENTRY_BYTES);
      if (length == 0 || !BlockEntry.readFully(file, chunk, length, at)) {
        return blocks;
      }
      for (int i = 0; i < length; i += ENTRY_BYTES) {
        Block block = BlockEntry.read(chunk, i, lines);
        if (block == null
            || block.byteOffset() != next
            || block.bytes() <= 0
            || block.count() <= 0
            || blocks.size() == most) {
          return blocks;
        }
        blocks.add(block);
        next = block.endOffset();
      }
      at += length;
    }
    return blocks;
  }

  /**
   * Reads the footer behind {@code entries} entries, null if there is none that can be believed.
   */
  static @Nullable Footer footer(Disk.OpenFile file, int entries) throws IOException {
    byte[] bytes = new byte[ENTRY_BYTES];
    if (!BlockEntry.readFully(file, bytes, ENTRY_BYTES, length(entries))
        || !BlockEntry.isWhole(bytes, 0)) {
      return null;
    }
    ByteBuffer footer = ByteBuffer.wrap(bytes);
    return footer.getLong() != SEAL
        ? null
        : new Footer(
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getInt());
  }

  static void writeFooter(Disk.OpenFile file, int entries, Footer footer) throws IOException {
    byte[] entry = new byte[ENTRY_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(entry);
    bytes.putLong(SEAL).putLong(footer.lines()).putLong(footer.lastSeq());
    bytes.putLong(footer.lastFact()).putLong(footer.minTimestampMicros());
    bytes.putLong(footer.maxTimestampMicros()).putLong(footer.bytes()).putInt(footer.segmentCrc());
    file.write(BlockEntry.withCrc(entry), 0, ENTRY_BYTES, length(entries));
  }

  /** Length of a file with {@code entries} entries. */
  static long length(int entries) {
    return ENTRY_BYTES * (1L + entries);
  }

  static void writeHeader(Disk.OpenFile file, Header header) throws IOException {
    byte[] entry = new byte[ENTRY_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(entry);
    bytes.putLong(MAGIC).putInt(header.head().bytes()).putInt(header.head().crc());
    bytes.putLong(header.base().seq()).putLong(header.base().fact());
    file.write(BlockEntry.withCrc(entry), 0, ENTRY_BYTES, 0);
  }

  static void writeEntry(Disk.OpenFile file, int number, Block block) throws IOException {
    file.write(BlockEntry.of(block), 0, ENTRY_BYTES, ENTRY_BYTES * (1L + number));
  }
}
