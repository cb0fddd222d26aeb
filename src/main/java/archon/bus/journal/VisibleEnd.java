package archon.bus.journal;

import java.io.IOException;

/**
 * Finds where the whole lines and whole groups of a file end that another process may be appending
 * to.
 */
final class VisibleEnd {
  private static final int WINDOW_BYTES = 64 * 1024;

  private VisibleEnd() {}

  /**
   * Looks back from the end of a file.
   *
   * @param floor where a group is known to begin
   * @return an end of a group, at least {@code floor}
   */
  static long of(Disk.OpenFile file, long floor, long size, int maxLineBytes) throws IOException {
    long windowBytes = WINDOW_BYTES;
    while (size > floor) {
      long from = Math.max(floor, size - windowBytes);
      byte[] window = new byte[(int) (size - from)];
      if (!readFully(file, window, from)) {
        return floor; // cut while we looked: whoever follows the file sees that next
      }
      int end = groupEnd(window, from == floor);
      if (end >= 0) {
        return from + end;
      }
      if (from == floor || windowBytes > maxLineBytes) {
        return floor;
      }
      windowBytes *= 4;
    }
    return floor;
  }

  /** The end of the last whole group in the window, -1 if it is not in there. */
  private static int groupEnd(byte[] window, boolean beginsLine) {
    int end = lastNewline(window, window.length) + 1;
    if (end < window.length && (end > 0 || beginsLine) && isComplete(window, end, window.length)) {
      end =
          window.length; // a JSON object that is whole but for its line end: nothing can be missing
    }
    while (end > 0) {
      int to = end > 0 && window[end - 1] == '\n' ? end - 1 : end;
      if (!hasMore(window, to)) {
        return end;
      }
      end = lastNewline(window, to) + 1;
    }
    return -1;
  }

  private static boolean hasMore(byte[] window, int to) {
    return LineCodec.isSealed(window, 0, to) && LineCodec.trailer(window, 0, to).more();
  }

  private static boolean isComplete(byte[] bytes, int from, int to) {
    if (LineCodec.isSealed(bytes, from, to)) {
      return LineCodec.computedCrc(bytes, from, to) == LineCodec.storedCrc(bytes, to);
    }
    LineMembers members = LineMembers.read(bytes, from, to);
    return members != null && !members.ofJournal();
  }

  private static int lastNewline(byte[] bytes, int to) {
    int at = to - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  private static boolean readFully(Disk.OpenFile file, byte[] into, long byteOffset)
      throws IOException {
    int filled = 0;
    while (filled < into.length) {
      int read = file.read(into, filled, into.length - filled, byteOffset + filled);
      if (read < 0) {
        return false;
      }
      filled += read;
    }
    return true;
  }
}
