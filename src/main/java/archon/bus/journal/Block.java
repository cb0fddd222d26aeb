package archon.bus.journal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some 64 KiB of neighbouring lines of one topic, told without reading them. Blocks follow each
 * other in seq order.
 *
 * @param file holds the lines
 * @param byteOffset where the block begins in its file
 * @param bytes its length in the file
 * @param firstSeq seq of its first line
 * @param firstFact fact of its first line
 * @param count lines of the topic in it, at least 1
 * @param minTimestampMicros earliest timestamp in it, microseconds since 1970
 * @param maxTimestampMicros latest timestamp in it, microseconds since 1970
 * @param checksummed whether a line before or in the block has a checksum: from there on, a
 *     malformed line is damage
 * @param inTimeOrder whether its lines are known to stand in the order of their timestamps
 */
public record Block(
    Path file,
    long byteOffset,
    long bytes,
    long firstSeq,
    long firstFact,
    int count,
    long minTimestampMicros,
    long maxTimestampMicros,
    boolean checksummed,
    boolean inTimeOrder) {

  /** Seq of its last line, if none in between is damaged. */
  public long lastSeq() {
    return firstSeq + count - 1;
  }

  /** The same lines in a file of another name. */
  Block in(Path other) {
    return with(other, inTimeOrder);
  }

  /** The same, but for what is known of the order in time. */
  Block inTimeOrder(boolean known) {
    return with(file, known);
  }

  private Block with(Path otherFile, boolean otherOrder) {
    return new Block(
        otherFile,
        byteOffset,
        bytes,
        firstSeq,
        firstFact,
        count,
        minTimestampMicros,
        maxTimestampMicros,
        checksummed,
        otherOrder);
  }

  /**
   * The block of {@code blocks}, which are in the order of a file, that begins where this one does.
   */
  @Nullable Block same(List<Block> blocks) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).byteOffset < byteOffset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Block found = low < blocks.size() ? blocks.get(low) : null;
    return found != null
            && found.byteOffset == byteOffset
            && found.firstSeq == firstSeq
            && found.bytes >= bytes
        ? found
        : null;
  }

  long endOffset() {
    return byteOffset + bytes;
  }
}
