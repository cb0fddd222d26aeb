package archon.bus.journal;

import java.nio.file.Path;

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
    boolean checksummed) {

  /** Seq of its last line, if none in between is damaged. */
  public long lastSeq() {
    return firstSeq + count - 1;
  }

  long endOffset() {
    return byteOffset + bytes;
  }
}
