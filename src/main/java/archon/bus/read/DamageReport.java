package archon.bus.read;

import archon.bus.journal.DamagedLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Damage a query met. The query gives everything else first, then fails with this: nothing is left
 * out silently.
 */
final class DamageReport {
  private static final int MAX_LINES = 16; // enough to see how bad it is; memory stays bounded

  private final List<DamagedLine> lines = new ArrayList<>();

  void add(DamagedLine line) {
    // A block may be read more than once.
    if (lines.size() < MAX_LINES && lines.stream().noneMatch(known -> isSamePlace(known, line))) {
      lines.add(line);
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Seq of the first damaged line met. */
  long firstSeq() {
    return lines.get(0).expectedSeq();
  }

  /** Throws the first damaged line, the others as suppressed, if there are any. */
  void throwIfAny() {
    if (lines.isEmpty()) {
      return;
    }
    DamagedLine first = lines.get(0);
    if (first.getSuppressed().length == 0) {
      lines.subList(1, lines.size()).forEach(first::addSuppressed);
    }
    throw first;
  }

  private static boolean isSamePlace(DamagedLine one, DamagedLine other) {
    return one.byteOffset() == other.byteOffset()
        && one.expectedSeq() == other.expectedSeq()
        && one.file().equals(other.file());
  }
}
