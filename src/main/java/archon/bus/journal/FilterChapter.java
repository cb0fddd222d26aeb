package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header of some blocks' filters in a {@link SegmentFilter}, which tells how to read them.
 *
 * @param firstSeq seq of its first line; this and the next four as in a {@link BlockRun}
 * @param pageBytes length of each of its pages
 * @param crc the header's
 */
record FilterChapter(
    long firstSeq,
    long lastSeq,
    long bytes,
    long minTimestampMicros,
    long maxTimestampMicros,
    int blocks,
    int pageBytes,
    int crc) {
  private static final FilterLayout LAYOUT = FilterLayout.PARTED;
  private static final long MAGIC = 0x6172_6368_666c_7473L; // "archflts"
  private static final int HEADER_BYTES = BlockEntry.BYTES;
  private static final int LENGTH_BYTES = 4;
  private static final int CRC_BYTES = 4;

  /** Null if there is none that can be believed. */
  static @Nullable FilterChapter read(Disk.OpenFile file, long at) throws IOException {
    byte[] bytes = new byte[HEADER_BYTES];
    if (!BlockEntry.readFully(file, bytes, HEADER_BYTES, at) || !BlockEntry.isWhole(bytes, 0)) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    return header.getLong() != MAGIC
        ? null
        : new FilterChapter(
            header.getLong(),
            header.getLong(),
            header.getLong(),
            header.getLong(),
            header.getLong(),
            header.getInt(),
            header.getInt(),
            header.getInt(HEADER_BYTES - CRC_BYTES));
  }

  long length() {
    return HEADER_BYTES + (long) LAYOUT.parts() * pageBytes;
  }

  /** Both as one, of which only {@link #isOf(BlockRun)} can be asked. */
  FilterChapter and(FilterChapter next) {
    return new FilterChapter(
        firstSeq,
        next.lastSeq,
        bytes + next.bytes,
        Math.min(minTimestampMicros, next.minTimestampMicros),
        Math.max(maxTimestampMicros, next.maxTimestampMicros),
        blocks + next.blocks,
        pageBytes,
        crc);
  }

  boolean isOf(BlockRun run) {
    return firstSeq == run.firstSeq()
        && lastSeq == run.lastSeq()
        && bytes == run.bytes()
        && minTimestampMicros == run.minTimestampMicros()
        && maxTimestampMicros == run.maxTimestampMicros();
  }

  /** Whether it is of the blocks from {@code place} on. */
  boolean isOf(List<Block> all, int place) {
    return blocks > 0
        && blocks <= all.size() - place
        && isOf(BlockRun.of(all.subList(place, place + blocks)));
  }

  /** The places of the blocks that may hold a key: all of them where the page is damaged. */
  BitSet mayHold(Disk.OpenFile file, long at, long key) throws IOException {
    BitSet may = new BitSet(blocks);
    int part = LAYOUT.part(key);
    byte[] page = new byte[pageBytes];
    long pageAt = at + HEADER_BYTES + (long) part * pageBytes;
    if (!BlockEntry.readFully(file, page, pageBytes, pageAt)
        || ByteBuffer.wrap(page).getInt(pageBytes - CRC_BYTES) != crc(page, crc, part)) {
      may.set(0, blocks);
      return may;
    }
    ByteBuffer parts = ByteBuffer.wrap(page);
    int from = 0;
    for (int block = 0; block < blocks; block++) {
      int length = parts.getInt(from);
      from += LENGTH_BYTES;
      if (BlockFilter.mayHold(LAYOUT, page, from, length, key)) {
        may.set(block);
      }
      from += length;
    }
    return may;
  }

  static byte[] toBytes(List<FilteredBlock> filtered) {
    BlockRun run = BlockRun.of(filtered.stream().map(FilteredBlock::block).toList());
    int pageBytes = CRC_BYTES;
    for (FilteredBlock block : filtered) {
      pageBytes += LENGTH_BYTES + LAYOUT.partBytes(block.block().count());
    }
    byte[] bytes = header(run, pageBytes);
    int headerCrc = ByteBuffer.wrap(bytes).getInt(HEADER_BYTES - CRC_BYTES);
    ByteBuffer chapter =
        ByteBuffer.allocate(
                Math.addExact(HEADER_BYTES, Math.multiplyExact(LAYOUT.parts(), pageBytes)))
            .put(bytes);
    for (int part = 0; part < LAYOUT.parts(); part++) {
      chapter.put(page(filtered, pageBytes, headerCrc, part));
    }
    return chapter.array();
  }

  private static byte[] header(BlockRun run, int pageBytes) {
    byte[] bytes = new byte[HEADER_BYTES];
    ByteBuffer header = ByteBuffer.wrap(bytes).putLong(MAGIC);
    header.putLong(run.firstSeq()).putLong(run.lastSeq()).putLong(run.bytes());
    header.putLong(run.minTimestampMicros()).putLong(run.maxTimestampMicros());
    header.putInt(run.blocks().size()).putInt(pageBytes);
    return BlockEntry.withCrc(bytes);
  }

  private static byte[] page(List<FilteredBlock> filtered, int pageBytes, int headerCrc, int part) {
    ByteBuffer page = ByteBuffer.allocate(pageBytes);
    for (FilteredBlock block : filtered) {
      int length = LAYOUT.partBytes(block.block().count());
      page.putInt(length).put(block.bits(), part * length, length);
    }
    return page.putInt(crc(page.array(), headerCrc, part)).array();
  }

  /** Of a page but its last four bytes. */
  private static int crc(byte[] page, int headerCrc, int part) {
    CRC32C crc = new CRC32C();
    crc.update(page, 0, page.length - CRC_BYTES);
    crc.update(ByteBuffer.allocate(8).putInt(headerCrc).putInt(part).flip());
    return (int) crc.getValue();
  }
}
