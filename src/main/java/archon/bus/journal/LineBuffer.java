package archon.bus.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups encoded one after another into one array, which goes to disk in one write. Not
 * thread-safe; used again and again.
 */
final class LineBuffer {
  private static final int KEPT_BYTES = 4 * 1024 * 1024;

  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private final List<Line> lines = new ArrayList<>();

  /**
   * An encoded line.
   *
   * @param span where it stands in the buffer, not in a file
   * @param end where it ends in the buffer, its line end included
   */
  record Line(LineSpan span, int end) {}

  void clear() {
    length = 0;
    lines.clear();
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[64 * 1024];
    }
  }

  /**
   * Adds a group.
   *
   * @param unsyncedSeq seq of the first line of the log that is not synced yet, 0 if all are
   */
  void add(LineGroup group, long unsyncedSeq) {
    int count = group.heads().size();
    long since = since(group, unsyncedSeq);
    for (int i = 0; i < count; i++) {
      byte[] head = group.heads().get(i);
      long fact = group.oneFact() ? group.fact() : group.fact() + i;
      LineSpan span =
          new LineSpan(
              group.firstSeq() + i,
              fact,
              i + 1 < count,
              i + 1 < count ? 0 : since,
              length,
              head.length);
      reserve(head.length + LineCodec.MAX_TRAILER_BYTES);
      length = LineCodec.encode(head, span, bytes, length);
      lines.add(new Line(span, length));
    }
  }

  /**
   * What a power cut may take although this group stays: lines that are synced together with it.
   * Lines of one fact show by its number that they belong together, others do not.
   */
  private long since(LineGroup group, long unsyncedSeq) {
    if (unsyncedSeq > 0) {
      return unsyncedSeq;
    }
    if (!lines.isEmpty()) {
      return lines.get(0).span().seq();
    }
    return group.oneFact() || group.heads().size() == 1 ? 0 : group.firstSeq();
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<Line> lines() {
    return lines;
  }

  long lastSeq() {
    return lines.get(lines.size() - 1).span().seq();
  }

  long lastFact() {
    return lines.get(lines.size() - 1).span().fact();
  }

  /** Where the values of a line's event stand in the buffer, null if it is not written plainly. */
  @Nullable LineShape shape(Line line) {
    int from = (int) line.span().byteOffset();
    return LineShape.of(bytes, from, from + line.span().headBytes());
  }
}
