package archon.bus.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a file line by line. One buffer, grown to the longest line; a line above the bound
 * is passed over piece by piece. Not thread-safe.
 */
final class RawLines {
  private static final int FIRST_BYTES = 8 * 1024; // many ask for a few lines only
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Disk.OpenFile file;
  private final int maxLineBytes;
  private byte[] buffer = new byte[FIRST_BYTES];
  private long bufferOffset; // where in the file the buffer begins
  private int filled;
  private long position;

  private int lineFrom;
  private int lineTo;
  private long lineOffset;
  private boolean tooLong;
  private boolean terminated;

  RawLines(Disk.OpenFile file, int maxLineBytes, long start) {
    this.file = file;
    this.maxLineBytes = maxLineBytes;
    this.position = start;
    this.bufferOffset = start;
  }

  /**
   * Moves to the next line. A line that reaches {@code end} without a line end counts as one.
   *
   * @param end where the visible part of the file ends (exclusive)
   * @return false at {@code end}
   */
  boolean next(long end) throws IOException {
    if (position >= end) {
      return false;
    }
    lineOffset = position;
    tooLong = false;
    int at = (int) Math.max(0, Math.min(filled, position - bufferOffset));
    if (bufferOffset + at != position) {
      restartAt(position);
      at = 0;
    }
    lineFrom = at;
    while (true) {
      int visible = (int) Math.min(filled, end - bufferOffset);
      int newline = indexOfNewline(at, visible);
      if (newline >= 0) {
        return finish(newline, true);
      }
      at = Math.max(at, visible);
      if (bufferOffset + at >= end) {
        return finish(at, false);
      }
      at = makeRoom(at);
      // Never beyond the visible end: what stands there may still be cut back and written anew.
      int wanted = (int) Math.min(buffer.length - at, end - bufferOffset - at);
      int read = file.read(buffer, at, wanted, bufferOffset + at);
      if (read < 0) { // cut by somebody else while we read
        return bufferOffset + at > lineOffset && finish(at, false);
      }
      filled = at + read;
    }
  }

  private boolean finish(int to, boolean atNewline) {
    lineTo = to;
    terminated = atNewline;
    position = bufferOffset + to + (atNewline ? 1 : 0);
    return true;
  }

  /**
   * Room behind {@code at} for more of the line; moves or grows the buffer, or drops what is too
   * long to keep.
   */
  private int makeRoom(int at) {
    if (at < buffer.length) {
      return at;
    }
    if (buffer.length < BUFFER_BYTES) {
      buffer = Arrays.copyOf(buffer, BUFFER_BYTES);
      return at;
    }
    if (lineFrom > 0) {
      System.arraycopy(buffer, lineFrom, buffer, 0, at - lineFrom);
      bufferOffset += lineFrom;
      int kept = at - lineFrom;
      lineFrom = 0;
      filled = kept;
      return kept;
    }
    if (buffer.length < maxLineBytes) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(maxLineBytes, buffer.length * 2L));
      return at;
    }
    tooLong = true;
    bufferOffset += at;
    filled = 0;
    return 0;
  }

  private void restartAt(long start) {
    bufferOffset = start;
    filled = 0;
  }

  private int indexOfNewline(int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long newlines = newlinesIn((long) EIGHT_BYTES.get(buffer, at));
      if (newlines != 0) {
        return at + Long.numberOfTrailingZeros(newlines) / Byte.SIZE;
      }
    }
    while (at < to && buffer[at] != '\n') {
      at++;
    }
    return at < to ? at : -1;
  }

  /**
   * Bits of which the lowest is in the byte of the first newline, 0 if there is none: see
   * https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord.
   */
  private static long newlinesIn(long eightBytes) {
    long zeroWhereNewline = eightBytes ^ 0x0a0a_0a0a_0a0a_0a0aL;
    return (zeroWhereNewline - 0x0101_0101_0101_0101L) & ~zeroWhereNewline & 0x8080_8080_8080_8080L;
  }

  /** Holds the line from {@link #from} to {@link #to}; good until the next call. */
  byte[] buffer() {
    return buffer;
  }

  int from() {
    return lineFrom;
  }

  int to() {
    return lineTo;
  }

  long lineOffset() {
    return lineOffset;
  }

  /** Where the next line begins. */
  long position() {
    return position;
  }

  /** Whether the line is longer than may be kept; its bytes are not available then. */
  boolean isTooLong() {
    return tooLong;
  }

  boolean isTerminated() {
    return terminated;
  }
}
