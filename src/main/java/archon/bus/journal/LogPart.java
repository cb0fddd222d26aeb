package archon.bus.journal;

import java.nio.file.Path;

/**
 * One of the files a log's lines are read from, in the order of their seqs.
 *
 * @param path the file
 * @param firstSeq seq of its first line, if it has one
 * @param byteOffset where its first line of the log may stand
 * @param end where reading it ends, {@link #OPEN_END} if the file tells
 */
record LogPart(Kind kind, Path path, long firstSeq, long byteOffset, long end) {
  static final long OPEN_END = -1;

  /** What a part is; the parts of a log stand in this order. */
  enum Kind {
    /** Lines of the log in another topic's file that were there before the log had a file. */
    FOREIGN,
    /** A sealed segment. */
    SEALED,
    /** The file that lines are appended to. */
    ACTIVE,
    /** Lines in another topic's file that came later; the next writer copies them. */
    LATE
  }

  /** Whether nothing follows in this file any more. */
  boolean isComplete() {
    return kind == Kind.FOREIGN || kind == Kind.SEALED;
  }

  /** Where to begin reading a log. */
  record Place(LogPart part, long byteOffset, Numbering numbering) {}
}
