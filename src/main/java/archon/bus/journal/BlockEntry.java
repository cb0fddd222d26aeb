package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A block in 64 bytes, as derived files keep it:
 *
 * <pre>{@code
 * byte offset 8 | bytes 8 | first seq 8 | first fact 8 | min micros 8 | max micros 8 | count 4 | flags 4 | zeros | crc 4
 * }</pre>
 *
 * Big-endian. Headers and footers are as long, and end with the CRC-32C of the 60 bytes before it
 * too.
 */
final class BlockEntry {
  static final int BYTES = 64;
  private static final int CRC_AT = BYTES - 4;
  private static final int CHECKSUMMED = 1;
  private static final int IN_TIME_ORDER = 2; // not told by the first version of this program

  private BlockEntry() {}

  static byte[] of(Block block) {
    byte[] entry = new byte[BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(entry);
    bytes.putLong(block.byteOffset()).putLong(block.bytes());
    bytes.putLong(block.firstSeq()).putLong(block.firstFact());
    bytes.putLong(block.minTimestampMicros()).putLong(block.maxTimestampMicros());
    int flags = (block.checksummed() ? CHECKSUMMED : 0) | (block.inTimeOrder() ? IN_TIME_ORDER : 0);
    bytes.putInt(block.count()).putInt(flags);
    return withCrc(entry);
  }

  /** The block of the entry that stands at {@code at}, null if it is damaged. */
  static @Nullable Block read(byte[] bytes, int at, Path lines) {
    if (!isWhole(bytes, at)) {
      return null;
    }
    ByteBuffer entry = ByteBuffer.wrap(bytes, at, BYTES);
    long byteOffset = entry.getLong();
    long length = entry.getLong();
    long firstSeq = entry.getLong();
    long firstFact = entry.getLong();
    long min = entry.getLong();
    long max = entry.getLong();
    int count = entry.getInt();
    int flags = entry.getInt();
    boolean checksummed = (flags & CHECKSUMMED) != 0;
    boolean inTimeOrder = (flags & IN_TIME_ORDER) != 0;
    return new Block(
        lines, byteOffset, length, firstSeq, firstFact, count, min, max, checksummed, inTimeOrder);
  }

  /** The same 64 bytes, with the checksum of the others in the last four. */
  static byte[] withCrc(byte[] entry) {
    ByteBuffer.wrap(entry).putInt(CRC_AT, LineCodec.crc(entry, 0, CRC_AT));
    return entry;
  }

  static boolean isWhole(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at + CRC_AT) == LineCodec.crc(bytes, at, at + CRC_AT);
  }

  /** Reads {@code length} bytes; false if the file ends before. */
  static boolean readFully(Disk.OpenFile file, byte[] into, int length, long byteOffset)
      throws IOException {
    int filled = 0;
    while (filled < length) {
      int read = file.read(into, filled, length - filled, byteOffset + filled);
      if (read < 0) {
        return false;
      }
      filled += read;
    }
    return true;
  }
}
