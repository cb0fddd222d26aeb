package archon.bus.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What no line of a log can tell. While {@code clean} is false the log is in use and the highest
 * numbers are lower bounds: the lines know more.
 *
 * @param generation counts the statements; the higher one of two holds
 * @param bounds highest and deleted numbers
 * @param base numbers before the first line of the own file
 * @param clean whether the log was released in order, so that nothing follows {@code length}
 * @param length of the own file when this was stated, -1 if there was none
 * @param fileKey identity of the own file when this was stated, empty if unknown
 * @param head its first bytes then
 * @param begunMillis when the own file's first line was written, at the latest; milliseconds since
 *     1970, 0 if unknown
 * @param foreign what was taken from foreign files
 */
record StatedFacts(
    long generation,
    LogBounds bounds,
    Base base,
    boolean clean,
    long length,
    String fileKey,
    FileHead head,
    long begunMillis,
    Foreign foreign) {
  static final int SLOT_BYTES = 4096;
  static final long NO_FILE = -1;

  private static final int FORMAT = 1;

  /** In characters of six bytes at most; a longer name is told by the lines only. */
  private static final int LONGEST_NAME = 500;

  /** Not Jackson's trees, see {@link JsonTrees}: every command reads statements. */
  private static final JsonFactory JSON = new JsonFactory();

  /** Numbers before the first line of a file. */
  record Base(long seq, long fact) {
    static final Base ZERO = new Base(0, 0);
  }

  /**
   * What was taken from files that the predecessor named otherwise than this journal does.
   *
   * @param lines how many of their lines are read there: they have the first numbers for good
   * @param taken how many have their place in the log: {@code lines}, and those that came later and
   *     were copied
   * @param bytes size of those files when they were looked through last
   */
  record Foreign(long lines, long taken, long bytes) {
    static final Foreign NONE = new Foreign(0, 0, 0);

    /** All there are, as long as nothing was stated. */
    static final Foreign ALL = new Foreign(Long.MAX_VALUE, Long.MAX_VALUE, 0);
  }

  /** One slot: a JSON object with a checksum, padded with spaces to its line end. */
  byte[] toSlot(LogId log) {
    byte[] text = toJson(log);
    byte[] slot = new byte[SLOT_BYTES];
    System.arraycopy(text, 0, slot, 0, text.length - 1);
    int end = LineCodec.seal(slot, 0, text.length - 1);
    Arrays.fill(slot, end, SLOT_BYTES - 1, (byte) ' ');
    slot[SLOT_BYTES - 1] = '\n';
    return slot;
  }

  private byte[] toJson(LogId log) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeNumberField("generation", generation);
      if (log.name().length() <= LONGEST_NAME) {
        json.writeStringField("log", log.name());
      }
      json.writeNumberField("highest_fact", bounds.highestFact());
      json.writeNumberField("highest_seq", bounds.highestSeq());
      json.writeNumberField("deleted_to_fact", bounds.deletedToFact());
      json.writeNumberField("deleted_to_seq", bounds.deletedToSeq());
      json.writeNumberField("base_fact", base.fact());
      json.writeNumberField("base_seq", base.seq());
      json.writeBooleanField("clean", clean);
      json.writeNumberField("length", length);
      json.writeStringField("file_key", fileKey);
      json.writeNumberField("head_bytes", head.bytes());
      json.writeNumberField("head_crc", head.crc());
      json.writeNumberField("begun_millis", begunMillis);
      json.writeNumberField("foreign_lines", foreign.lines());
      json.writeNumberField("foreign_taken", foreign.taken());
      json.writeNumberField("foreign_bytes", foreign.bytes());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads a slot, null if it holds nothing whole, or of another log. */
  static @Nullable StatedFacts fromSlot(byte[] bytes, int from, LogId log) {
    Members members = whole(bytes, from);
    return members == null || !members.text("log", log.name()).equals(log.name())
        ? null
        : from(members);
  }

  /** Whether a slot holds a whole statement. */
  static boolean isWhole(byte[] bytes, int from) {
    return whole(bytes, from) != null;
  }

  private static @Nullable Members whole(byte[] bytes, int from) {
    int to = from + SLOT_BYTES - 1;
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    if (!LineCodec.isSealed(bytes, from, to)
        || LineCodec.computedCrc(bytes, from, to) != LineCodec.storedCrc(bytes, to)) {
      return null;
    }
    try {
      Members members = Members.read(bytes, from, to);
      return members.number("format") == FORMAT ? members : null;
    } catch (IOException e) {
      return null; // the checksum holds but it is no statement: as good as damaged
    }
  }

  private static StatedFacts from(Members members) {
    return new StatedFacts(
        members.number("generation"),
        new LogBounds(
            members.number("highest_fact"),
            members.number("highest_seq"),
            members.number("deleted_to_fact"),
            members.number("deleted_to_seq")),
        new Base(members.number("base_seq"), members.number("base_fact")),
        members.text("clean", "").equals("true"),
        members.number("length"),
        members.text("file_key", ""),
        new FileHead((int) members.number("head_bytes"), (int) members.number("head_crc")),
        members.number("begun_millis"),
        new Foreign(
            members.number("foreign_lines"),
            members.number("foreign_taken"),
            members.number("foreign_bytes")));
  }

  /** The members of a statement; a missing number is 0. */
  private record Members(Map<String, Object> values) {
    static Members read(byte[] bytes, int from, int to) throws IOException {
      Map<String, Object> values = new HashMap<>();
      try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          boolean isNumber = json.nextToken() == JsonToken.VALUE_NUMBER_INT;
          values.put(name, isNumber ? (Object) json.getLongValue() : json.getText());
          json.skipChildren();
        }
      }
      return new Members(values);
    }

    String text(String name, String absent) {
      return values.get(name) instanceof String text ? text : absent;
    }

    long number(String name) {
      return values.get(name) instanceof Long number ? number : 0;
    }
  }
}
