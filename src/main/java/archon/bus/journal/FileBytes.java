package archon.bus.journal;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Goes through the bytes of files of any size, piece by piece. */
final class FileBytes {
  private static final int PIECE_BYTES = 256 * 1024;

  private FileBytes() {}

  /** Copies bytes from {@code from} to {@code to} (exclusive) to {@code at} in another file. */
  static void copy(Disk.OpenFile source, long from, long to, Disk.OpenFile target, long at)
      throws IOException {
    byte[] buffer = new byte[PIECE_BYTES];
    for (long offset = from; offset < to; ) {
      int read = readPiece(source, buffer, offset, to);
      target.write(buffer, 0, read, at + offset - from);
      offset += read;
    }
  }

  /** Takes the first {@code length} bytes of a file into a checksum. */
  static CRC32C checksum(Disk.OpenFile file, long length) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[PIECE_BYTES];
    for (long offset = 0; offset < length; ) {
      int read = readPiece(file, buffer, offset, length);
      checksum.update(buffer, 0, read);
      offset += read;
    }
    return checksum;
  }

  private static int readPiece(Disk.OpenFile file, byte[] buffer, long offset, long to)
      throws IOException {
    int read = file.read(buffer, 0, (int) Math.min(buffer.length, to - offset), offset);
    if (read < 0) {
      throw new EOFException("the file was cut while it was read");
    }
    return read;
  }
}
