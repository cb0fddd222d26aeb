package archon.bus.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes filters as the first version of this program did, by what the documentation says. */
final class FirstFilters {
  private static final int PROBES = 8;

  private FirstFilters() {}

  /** Writes to {@code file} the filters of all blocks of a file of lines. */
  static void write(Path file, Path lines, List<Block> blocks) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Disk.OpenFile open = RealDisk.INSTANCE.openToRead(lines)) {
      FileHead head = FileHead.read(open, open.size());
      ByteBuffer header = ByteBuffer.allocate(32);
      header.put("archflt1".getBytes(StandardCharsets.US_ASCII));
      header.putInt(head.bytes()).putInt(head.crc());
      header.putInt(28, LineCodec.crc(header.array(), 0, 28));
      bytes.write(header.array());
      for (Block block : blocks) {
        byte[] filter = filter(open, block);
        bytes.write(filter);
        bytes.write(ByteBuffer.allocate(4).putInt(crc(filter, block)).array());
      }
    }
    Files.write(file, bytes.toByteArray());
  }

  private static byte[] filter(Disk.OpenFile lines, Block block) throws IOException {
    byte[] filter = new byte[3 * block.count()];
    RawLines raw = new RawLines(lines, 1 << 20, block.byteOffset());
    while (raw.next(block.endOffset())) {
      LineKeys.of(
          raw.buffer(),
          raw.from(),
          raw.to(),
          block.file(),
          raw.lineOffset(),
          key -> add(filter, key));
    }
    return filter;
  }

  private static void add(byte[] filter, long key) {
    long low = key & 0xFFFF_FFFFL;
    long high = key >>> 32;
    for (int i = 0; i < PROBES; i++) {
      long probe = low + i * high & 0xFFFF_FFFFL;
      int bit = (int) (probe * (8L * filter.length) >>> 32);
      filter[bit / 8] |= (byte) (1 << bit % 8);
    }
  }

  private static int crc(byte[] filter, Block block) {
    CRC32C crc = new CRC32C();
    crc.update(filter);
    ByteBuffer of = ByteBuffer.allocate(28).putLong(block.byteOffset()).putLong(block.bytes());
    crc.update(of.putLong(block.firstSeq()).putInt(block.count()).flip());
    return (int) crc.getValue();
  }
}
