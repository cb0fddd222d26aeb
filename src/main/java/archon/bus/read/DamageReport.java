package archon.bus.read;

import archon.bus.journal.DamagedLine;
import archon.bus.journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query met that it could not read: damaged lines, and files that failed. The query gives
 * everything else first, then fails with this: nothing is left out silently.
 */
final class DamageReport {
  private static final int MAX_TOLD = 16; // enough to see how bad it is; memory stays bounded

  private final List<DamagedLine> lines = new ArrayList<>();
  private final List<JournalException> failures = new ArrayList<>();
  private @Nullable JournalException outcome;

  void add(DamagedLine line) {
    // A block may be read more than once.
    if (lines.size() < MAX_TOLD && lines.stream().noneMatch(known -> isSamePlace(known, line))) {
      lines.add(line);
    }
  }

  /** Runs a part of a query; if its files cannot be read, the other parts go on. */
  void guard(Runnable part) {
    try {
      part.run();
    } catch (JournalException e) {
      // Several blocks of a file fail alike.
      if (failures.size() < MAX_TOLD && failures.stream().noneMatch(known -> isSame(known, e))) {
        failures.add(e);
      }
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Seq of the first damaged line met. */
  long firstSeq() {
    return lines.get(0).expectedSeq();
  }

  /**
   * Throws the first damaged line, or else the first failure, all others as suppressed, if there
   * are any.
   */
  void throwIfAny() {
    if (outcome == null && !(lines.isEmpty() && failures.isEmpty())) {
      List<JournalException> all = new ArrayList<>(lines);
      all.addAll(failures);
      JournalException first = all.get(0);
      all.subList(1, all.size()).forEach(first::addSuppressed);
      outcome = first;
    }
    if (outcome != null) {
      throw outcome;
    }
  }

  private static boolean isSamePlace(DamagedLine one, DamagedLine other) {
    return one.byteOffset() == other.byteOffset()
        && one.expectedSeq() == other.expectedSeq()
        && one.file().equals(other.file());
  }

  private static boolean isSame(JournalException one, JournalException other) {
    return String.valueOf(one.getMessage()).equals(other.getMessage());
  }
}
