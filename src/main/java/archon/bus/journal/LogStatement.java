package archon.bus.journal;

import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What the writer of a log knows that no line tells, and its statement of that on disk. Each
 * statement is durable when it was made; when one fails that others preceded, the fence goes up.
 * For one thread at a time.
 */
final class LogStatement {
  private final StatedFile file;
  private final ActiveFile active;
  private final Fence fence;
  private @Nullable StatedFacts stated; // on disk, null if nothing is
  private StatedFacts.Base base;
  private StatedFacts.Foreign foreign;
  private long begunMillis;
  private boolean inUse;

  LogStatement(StatedFile file, ActiveFile active, Fence fence, Recovered recovered) {
    this.file = file;
    this.active = active;
    this.fence = fence;
    this.stated = recovered.stated();
    this.base = recovered.base();
    this.foreign = recovered.foreign();
    this.begunMillis = recovered.begunMillis();
  }

  /** Numbers before the first line of the active file. */
  StatedFacts.Base base() {
    return base;
  }

  /** The next active file begins behind all lines there are. */
  void beginBehind(LogBounds bounds) {
    base = new StatedFacts.Base(bounds.highestSeq(), bounds.highestFact());
  }

  /** What was taken from foreign files. */
  StatedFacts.Foreign foreign() {
    return foreign;
  }

  void foreign(StatedFacts.Foreign now) {
    foreign = now;
  }

  /** When the active file's first line was written, at the latest; milliseconds since 1970. */
  long begunMillis() {
    return begunMillis;
  }

  /** The active file begins now. */
  void begin() {
    begunMillis = Clock.systemUTC().millis();
  }

  /** Whether it is stated that the log is in use, which must be so before anything is appended. */
  boolean isInUse() {
    return inUse;
  }

  /** There is a new active file, or none: its use is to be stated again. */
  void lapse() {
    inUse = false;
  }

  /** States that the log is in use. */
  void use(LogBounds bounds) throws IOException {
    restate(bounds);
    inUse = true;
  }

  /**
   * States what is known now, without taking the log into use; a stop is not clean from then on.
   */
  void restate(LogBounds bounds) throws IOException {
    state(bounds, false);
  }

  /** States that the log was released in order. */
  void release(LogBounds bounds) throws IOException {
    state(bounds, true);
  }

  private void state(LogBounds bounds, boolean clean) throws IOException {
    String key = OwnFile.keyText(active.key());
    write(facts(bounds, clean, active.length(), key, active.head()));
  }

  /**
   * States that there is no active file any more. Found after a crash all the same, it is known by
   * its head and deleted then.
   */
  void clear(LogBounds bounds) throws IOException {
    FileHead head = active.head();
    beginBehind(bounds);
    write(facts(bounds, false, StatedFacts.NO_FILE, "", head));
    lapse();
  }

  /** Whether all lines up to {@code seq} are stated to be deleted. */
  boolean isDeletedTo(long seq) {
    return stated != null && stated.bounds().deletedToSeq() >= seq;
  }

  private StatedFacts facts(
      LogBounds bounds, boolean clean, long length, String fileKey, FileHead head) {
    long generation = stated == null ? 1 : stated.generation() + 1;
    return new StatedFacts(
        generation, bounds, base, clean, length, fileKey, head, begunMillis, foreign);
  }

  private void write(StatedFacts facts) throws IOException {
    boolean existed = stated != null;
    try {
      file.write(facts);
      stated = facts;
    } catch (IOException failure) {
      if (existed && !DiskFull.is(failure)) {
        throw fence.raise("stating its facts failed", failure);
      }
      throw failure;
    }
  }
}
