package archon.bus.journal;

import java.io.IOException;

/**
 * The first bytes of a file, by which it is known again when it was copied or replaced.
 *
 * @param bytes how many bytes were looked at, 0 to 256; none say nothing
 * @param crc CRC-32C of them
 */
record FileHead(int bytes, int crc) {
  static final FileHead NONE = new FileHead(0, 0);

  private static final int MAX_BYTES = 256;

  static FileHead read(Disk.OpenFile file, long length) throws IOException {
    return readExactly(file, (int) Math.min(MAX_BYTES, length));
  }

  private static FileHead readExactly(Disk.OpenFile file, int wanted) throws IOException {
    byte[] head = new byte[wanted];
    int filled = 0;
    while (filled < wanted) {
      int read = file.read(head, filled, wanted - filled, filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return new FileHead(filled, LineCodec.crc(head, 0, filled));
  }

  /** Whether the file begins with the same bytes. */
  boolean isOf(Disk.OpenFile file) throws IOException {
    if (bytes < 0 || bytes > MAX_BYTES) {
      return false;
    }
    FileHead found = readExactly(file, bytes);
    return found.bytes == bytes && found.crc == crc;
  }
}
