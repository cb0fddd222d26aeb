package archon.bus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  private static final JsonMapper MAPPER = new JsonMapper();

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
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", FORMAT).put("generation", generation);
    if (log.name().length() <= LONGEST_NAME) {
      json.put("log", log.name());
    }
    json.put("highest_fact", bounds.highestFact()).put("highest_seq", bounds.highestSeq());
    json.put("deleted_to_fact", bounds.deletedToFact())
        .put("deleted_to_seq", bounds.deletedToSeq());
    json.put("base_fact", base.fact()).put("base_seq", base.seq());
    json.put("clean", clean).put("length", length).put("file_key", fileKey);
    json.put("head_bytes", head.bytes()).put("head_crc", head.crc());
    json.put("begun_millis", begunMillis);
    json.put("foreign_lines", foreign.lines()).put("foreign_taken", foreign.taken());
    json.put("foreign_bytes", foreign.bytes());
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] slot = new byte[SLOT_BYTES];
    System.arraycopy(text, 0, slot, 0, text.length - 1);
    int end = LineCodec.seal(slot, 0, text.length - 1);
    Arrays.fill(slot, end, SLOT_BYTES - 1, (byte) ' ');
    slot[SLOT_BYTES - 1] = '\n';
    return slot;
  }

  /** Reads a slot, null if it holds nothing whole, or of another log. */
  static @Nullable StatedFacts fromSlot(byte[] bytes, int from, LogId log) {
    JsonNode json = whole(bytes, from);
    return json == null || !json.path("log").asText(log.name()).equals(log.name())
        ? null
        : fromJson(json);
  }

  /** Whether a slot holds a whole statement. */
  static boolean isWhole(byte[] bytes, int from) {
    return whole(bytes, from) != null;
  }

  private static @Nullable JsonNode whole(byte[] bytes, int from) {
    int to = from + SLOT_BYTES - 1;
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    if (!LineCodec.isSealed(bytes, from, to)
        || LineCodec.computedCrc(bytes, from, to) != LineCodec.storedCrc(bytes, to)) {
      return null;
    }
    try {
      JsonNode json = MAPPER.readTree(bytes, from, to - from);
      return json.path("format").asInt() == FORMAT ? json : null;
    } catch (IOException e) {
      return null; // the checksum holds but it is no statement: as good as damaged
    }
  }

  private static StatedFacts fromJson(JsonNode json) {
    return new StatedFacts(
        json.path("generation").asLong(),
        new LogBounds(
            json.path("highest_fact").asLong(),
            json.path("highest_seq").asLong(),
            json.path("deleted_to_fact").asLong(),
            json.path("deleted_to_seq").asLong()),
        new Base(json.path("base_seq").asLong(), json.path("base_fact").asLong()),
        json.path("clean").asBoolean(),
        json.path("length").asLong(),
        json.path("file_key").asText(),
        new FileHead(json.path("head_bytes").asInt(), json.path("head_crc").asInt()),
        json.path("begun_millis").asLong(),
        new Foreign(
            json.path("foreign_lines").asLong(),
            json.path("foreign_taken").asLong(),
            json.path("foreign_bytes").asLong()));
  }
}
