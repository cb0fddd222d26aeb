package archon.bus.journal;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventDigest;
import archon.bus.event.EventJson;
import archon.bus.event.StoredEvent;
import archon.bus.event.Via;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One intact line of a log. Immutable; what it holds is decoded when asked for. */
public final class JournalLine {
  private static final String FIRST_SEGMENT = "00000000000000000001" + TopicFileName.EXTENSION;

  private final LogId log;
  private final long seq;
  private final long fact;
  private final boolean more;
  private final Path file;
  private final long byteOffset;
  private final byte[] json;
  private final int headBytes;
  private final @Nullable LineShape shape; // null unless this journal wrote the line of a topic
  private final long micros; // of that shape

  JournalLine(LogId log, LineSpan span, byte[] json, Path file) {
    this.log = log;
    this.seq = span.seq();
    this.fact = span.fact();
    this.more = span.more();
    this.file = file;
    this.byteOffset = span.byteOffset();
    this.json = json;
    this.headBytes = span.headBytes();
    this.shape =
        isWritten() && log.kind() == LogId.Kind.TOPIC ? LineShape.of(json, 0, headBytes) : null;
    this.micros = shape == null ? LineShape.UNKNOWN_TIME : shape.micros(json);
  }

  public LogId log() {
    return log;
  }

  /** Dense position in the log, from 1. */
  public long seq() {
    return seq;
  }

  /** Number of the fact the line belongs to, from 1. */
  public long fact() {
    return fact;
  }

  /** Whether the next line belongs to the same atomic group. */
  public boolean more() {
    return more;
  }

  public Path file() {
    return file;
  }

  /** Where the line begins in its file. */
  public long byteOffset() {
    return byteOffset;
  }

  /** Size of the line without its line end, in bytes. */
  public int sizeInBytes() {
    return json.length;
  }

  /**
   * Its timestamp in microseconds since 1970, 0 if it has none; much cheaper than {@link #event}.
   */
  public long timestampMicros() {
    return micros == LineShape.UNKNOWN_TIME ? LineTime.micros(json, 0, json.length) : micros;
  }

  /**
   * The event of a topic's line, made anew at each call; its payload stays text.
   *
   * @throws archon.bus.event.EventFormatException if the line is of another persistent actor
   */
  public Event event() {
    return shape == null || micros == LineShape.UNKNOWN_TIME
        ? EventJson.read(json, 0, json.length, () -> missingId(file, byteOffset))
        : shape.event(json, log.name(), micros);
  }

  /** The event with its place, see {@link #event}. */
  public StoredEvent stored() {
    return new StoredEvent(seq, event(), via());
  }

  /** By what its event came here, see {@link Via}; null if it was published here. */
  public @Nullable String via() {
    int start = isWritten() ? Via.start(json, 0, headBytes) : headBytes;
    return start == headBytes ? null : Via.name(json, start, headBytes);
  }

  /** Whether this journal wrote it: then members of the journal stand before its brace. */
  private boolean isWritten() {
    return json.length > headBytes + 1;
  }

  /**
   * What a topic remembers of its event; much cheaper than {@link #event} where this journal wrote
   * the line.
   *
   * @throws archon.bus.event.EventFormatException if the line is of another persistent actor
   */
  public EventDigest digest() {
    if (shape == null) {
      return EncodedEvent.of(event()).digest();
    }
    int idLength = shape.idEnd() - shape.idStart();
    String id = new String(json, shape.idStart(), idLength, StandardCharsets.US_ASCII);
    // All members but id and timestamp, as EncodedEvent has them.
    CRC32C content = new CRC32C();
    int afterId = shape.idEnd() + 1;
    content.update(json, afterId, shape.timestampName() - afterId);
    int inTimestamp = shape.timestampEnd() - 1;
    content.update(json, inTimestamp, shape.eventEnd() - inTimestamp);
    return EventDigest.of(id, (int) content.getValue());
  }

  /**
   * The line's JSON object without its closing brace and, where this journal wrote it, without the
   * journal's own members.
   */
  public byte[] head() {
    return Arrays.copyOf(json, headBytes);
  }

  /** The line as it stands in its file, without line end. */
  public byte[] json() {
    return json.clone();
  }

  /** The same id at every reading, for the predecessor's lines that have none. */
  static String missingId(Path file, long byteOffset) {
    String name = nameWhenWritten(file) + "@" + byteOffset;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /**
   * A predecessor's file becomes the first sealed segment of its topic, in the folder that is named
   * for the file.
   */
  private static String nameWhenWritten(Path file) {
    String name = file.getFileName().toString();
    Path folder = file.toAbsolutePath().getParent();
    if (!name.equals(FIRST_SEGMENT) || folder == null || folder.getFileName() == null) {
      return name;
    }
    String stem = folder.getFileName().toString();
    return (stem.endsWith("%") ? stem.substring(0, stem.length() - 1) : stem)
        + TopicFileName.EXTENSION;
  }
}
