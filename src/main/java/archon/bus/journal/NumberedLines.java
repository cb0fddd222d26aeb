package archon.bus.journal;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventJson;
import archon.bus.event.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one log in one file, told apart and numbered: lines with a checksum say their
 * numbers, a predecessor's lines (no journal member at all) are numbered by position, and what is
 * neither is damage or, before the first checksum, passed over. Not thread-safe.
 */
final class NumberedLines {
  /** What {@link #next} met. */
  enum Found {
    END,
    /** A line of the log. */
    LINE,
    /** Stands for lines that were lost, up to the seq of its span: a repair put it there. */
    LOST,
    /** Nothing of the log: a blank or malformed line, or another topic's. */
    NOTHING,
    DAMAGE
  }

  private final LogId log;
  private final @Nullable LogTopic topic; // null for the log of another persistent actor
  private final Path path;
  private final boolean foreign;
  private final RawLines raw;
  private final Warnings warnings;

  private long lastSeq;
  private long lastFact;
  private boolean checksummed;
  private boolean certain;

  private long expectedSeq;
  private LineSpan span = new LineSpan(0, 0, false, 0, 0, 0);
  private int from;
  private int to;
  private boolean byPosition;
  private long micros;
  private String problem = "";

  NumberedLines(LogSource source, RawLines raw, Numbering start) {
    this.log = source.log();
    this.topic = source.topic();
    this.path = source.path();
    this.warnings = source.warnings();
    this.foreign = source.foreign();
    this.raw = raw;
    this.lastSeq = start.lastSeq();
    this.lastFact = start.lastFact();
    this.checksummed = start.checksummed();
    this.certain = start.certain();
  }

  Found next(long end) throws IOException {
    if (!raw.next(end)) {
      return Found.END;
    }
    expectedSeq = lastSeq + 1;
    if (raw.isTooLong()) {
      return malformed("it is longer than archon.bus.journal.max-line-bytes", checksummed);
    }
    byte[] line = raw.buffer();
    from = raw.from();
    to = raw.to();
    while (from < to && isSpace(line[from])) {
      from++;
    }
    while (to > from && isSpace(line[to - 1])) {
      to--;
    }
    if (from == to) {
      return Found.NOTHING;
    }
    return LineCodec.isSealed(line, from, to) ? sealed(line) : unsealed(line);
  }

  private Found sealed(byte[] line) {
    int computed = LineCodec.computedCrc(line, from, to);
    int stored = LineCodec.storedCrc(line, to);
    if (computed != stored) {
      return damage("the checksum is %08x but the line holds %08x".formatted(computed, stored));
    }
    if (foreign || (topic != null && !topic.isOf(line, from, to))) {
      checksummed |= !foreign;
      return Found.NOTHING;
    }
    LostLines lost = LostLines.read(line, from, to);
    if (lost != null) {
      line(new LineCodec.Trailer(lost.lastSeq(), lost.fact(), lost.more(), 0, 0));
      expectedSeq = lost.firstSeq();
      return Found.LOST;
    }
    LineCodec.Trailer trailer = LineCodec.trailer(line, from, to);
    if (trailer.seq() > 0) {
      return line(trailer);
    }
    LineMembers members = LineMembers.read(line, from, to);
    if (members == null || members.seq() == 0) {
      return damage("the line has a checksum but no seq");
    }
    return line(
        new LineCodec.Trailer(
            members.seq(), members.fact(), members.more(), 0, to - from - LineCodec.CRC_BYTES));
  }

  private Found line(LineCodec.Trailer trailer) {
    long seq = trailer.seq();
    span =
        new LineSpan(
            seq,
            trailer.fact(),
            trailer.more(),
            trailer.since(),
            raw.lineOffset(),
            trailer.headBytes());
    byPosition = false;
    checksummed = true;
    expectedSeq = certain ? lastSeq + 1 : seq;
    certain = true;
    lastSeq = seq;
    lastFact = trailer.fact();
    return Found.LINE;
  }

  private Found unsealed(byte[] line) {
    LineMembers members = LineMembers.read(line, from, to);
    if (members == null) {
      return malformed("it is not JSON", checksummed || LineCodec.hasTraces(line, from, to));
    }
    if (members.ofJournal()) {
      return damage("the line has members of the journal but no checksum at its end");
    }
    if (topic == null) {
      return malformed("it has no checksum", checksummed);
    }
    if (!topic.isOf(members.topic())) {
      return members.topic() == null ? malformed("it has no topic", checksummed) : Found.NOTHING;
    }
    Event event;
    try {
      long offset = raw.lineOffset();
      event = EventJson.read(line, from, to, () -> JournalLine.missingId(path, offset));
    } catch (EventFormatException e) {
      return malformed(e.getMessage(), checksummed);
    }
    lastSeq++;
    lastFact++;
    certain = true;
    byPosition = true;
    micros = Timestamps.epochMicros(event.timestamp());
    span = new LineSpan(lastSeq, lastFact, false, 0, raw.lineOffset(), to - from - 1);
    return Found.LINE;
  }

  private Found malformed(@Nullable String reason, boolean isDamage) {
    if (isDamage) {
      return damage("the line is malformed: " + reason);
    }
    warnings.passedOver(path, raw.lineOffset(), String.valueOf(reason));
    return Found.NOTHING;
  }

  private Found damage(String what) {
    if (foreign) {
      return Found
          .NOTHING; // it has a checksum or follows one, so it is of the topic that owns the file
    }
    problem = what;
    // It stood for one line, but nothing is known of it: the next line that states its seq is
    // believed.
    lastSeq++;
    lastFact++;
    certain = false;
    return Found.DAMAGE;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == 0x0b || b == 0x0c;
  }

  /**
   * The seq that belongs to where the line stands: that of a line found, unless lines before it are
   * missing; the first of those that are lost.
   */
  long expectedSeq() {
    return expectedSeq;
  }

  LineSpan span() {
    return span;
  }

  /** Whether the line has its number from its place. */
  boolean isNumberedByPosition() {
    return byPosition;
  }

  long micros() {
    return byPosition ? micros : LineTime.micros(raw.buffer(), from, to);
  }

  byte[] json() {
    return Arrays.copyOfRange(raw.buffer(), from, to);
  }

  DamagedLine damage() {
    return new DamagedLine(log, path, raw.lineOffset(), expectedSeq, problem);
  }

  DamagedLine gap() {
    String missing = "expected seq %d but the line holds %d".formatted(expectedSeq, span.seq());
    return new DamagedLine(log, path, raw.lineOffset(), expectedSeq, missing)
        .missingTo(span.seq() - 1);
  }

  long lineOffset() {
    return raw.lineOffset();
  }

  /** Whether the line holds white space at most. */
  boolean isBlank() {
    return from == to && !raw.isTooLong();
  }

  boolean isTerminated() {
    return raw.isTerminated();
  }

  /** Where the next line begins. */
  long position() {
    return raw.position();
  }

  /** What is known for the next line. */
  Numbering numbering() {
    return new Numbering(lastSeq, lastFact, checksummed, certain);
  }

  /** Whether the line last found claims to be the last of its group, though it may be damaged. */
  boolean claimsToEndGroup() {
    byte[] line = raw.buffer();
    return !raw.isTooLong()
        && LineCodec.isSealed(line, from, to)
        && LineCodec.trailer(line, from, to).seq() > 0
        && !LineCodec.trailer(line, from, to).more();
  }
}
