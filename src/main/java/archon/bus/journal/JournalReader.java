package archon.bus.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * The read side of an events directory: takes no lock and writes nothing. Inside a node ({@link
 * Journal#reader}) it ends at what is durable; outside at the last complete line and group. Safe
 * from any thread; every method blocks on I/O and may throw {@link JournalIoFailure}. Keep one: it
 * remembers block summaries.
 */
public final class JournalReader {
  private JournalReader() {}

  /** Reads a directory that this process may or may not hold; a missing one has no topics. */
  public static JournalReader of(Path eventsDirectory, JournalSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** Topics that hold readable events, those in a predecessor's foreign files included. */
  public SortedSet<String> topics() {
    throw new UnsupportedOperationException();
  }

  /** What a log holds; {@link LogBounds#EMPTY} for one that never was. */
  public LogBounds bounds(LogId log) {
    throw new UnsupportedOperationException();
  }

  /**
   * Lines from {@code fromSeq} (inclusive, from 1) on; earlier ones that are deleted are passed
   * over.
   */
  public LineCursor lines(LogId log, long fromSeq) {
    throw new UnsupportedOperationException();
  }

  /** Lines from the fact {@code fromFact} (inclusive, from 1) on. */
  public LineCursor linesFromFact(LogId log, long fromFact) {
    throw new UnsupportedOperationException();
  }

  /**
   * All readable blocks of a topic in seq order; cheap once known, however many lines there are.
   */
  public List<Block> blocks(String topic) {
    throw new UnsupportedOperationException();
  }

  /** Exactly the readable lines of one block of a topic; it ends with null. */
  public LineCursor lines(String topic, Block block) {
    throw new UnsupportedOperationException();
  }
}
