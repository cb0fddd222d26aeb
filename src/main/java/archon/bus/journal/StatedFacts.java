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
 * @param foreignLines how many lines of the foreign file were adopted: they have the first numbers
 *     for good
 * @param foreignLength length of the foreign file when they were counted
 */
record StatedFacts(
    long generation,
    LogBounds bounds,
    Base base,
    boolean clean,
    long length,
    String fileKey,
    FileHead head,
    long foreignLines,
    long foreignLength) {
  static final int SLOT_BYTES = 4096;
  static final long NO_FILE = -1;

  private static final int FORMAT = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Numbers before the first line of a file. */
  record Base(long seq, long fact) {
    static final Base ZERO = new Base(0, 0);
  }

  /** One slot: a JSON object with a checksum, padded with spaces to its line end. */
  byte[] toSlot(LogId log) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", FORMAT).put("log", log.name()).put("generation", generation);
    json.put("highest_fact", bounds.highestFact()).put("highest_seq", bounds.highestSeq());
    json.put("deleted_to_fact", bounds.deletedToFact())
        .put("deleted_to_seq", bounds.deletedToSeq());
    json.put("base_fact", base.fact()).put("base_seq", base.seq());
    json.put("clean", clean).put("length", length).put("file_key", fileKey);
    json.put("head_bytes", head.bytes()).put("head_crc", head.crc());
    json.put("foreign_lines", foreignLines).put("foreign_length", foreignLength);
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] slot = new byte[SLOT_BYTES];
    System.arraycopy(text, 0, slot, 0, text.length - 1);
    int end = LineCodec.seal(slot, 0, text.length - 1);
    Arrays.fill(slot, end, SLOT_BYTES - 1, (byte) ' ');
    slot[SLOT_BYTES - 1] = '\n';
    return slot;
  }

  /** Reads a slot, null if it holds nothing whole. */
  static @Nullable StatedFacts fromSlot(byte[] bytes, int from) {
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
      return json.path("format").asInt() == FORMAT ? fromJson(json) : null;
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
        json.path("foreign_lines").asLong(),
        json.path("foreign_length").asLong());
  }
}
