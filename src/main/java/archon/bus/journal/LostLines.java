package archon.bus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A mark that a repair puts where lines were that nobody can read any more, so that seqs stay dense
 * and readers know what is gone for good:
 *
 * <pre>{@code
 * {"lost":{"from":7,"to":9,"quarantine":"orders-1234-1767225600000.bytes"},"topic":"orders","seq":7,"crc":"9ae0daaf"}
 * }</pre>
 *
 * Spaces behind {@code lost} may fill the place of the lines that were there.
 *
 * @param firstSeq seq of the first line that is lost
 * @param lastSeq seq of the last one
 * @param fact the last fact that they may have belonged to
 * @param more whether the next line belongs to the same atomic group
 */
record LostLines(long firstSeq, long lastSeq, long fact, boolean more) {
  private static final byte[] BEGINNING = "{\"lost\":{".getBytes(StandardCharsets.US_ASCII);

  /** What a sealed line stands for, null if it is an ordinary line. */
  static @Nullable LostLines read(byte[] line, int from, int to) {
    if (!LineCodec.matches(line, from, BEGINNING)) {
      return null;
    }
    try {
      JsonNode json = JsonTrees.MAPPER.readTree(line, from, to - from);
      JsonNode lost = json.path("lost");
      long firstSeq = lost.path("from").asLong();
      long lastSeq = lost.path("to").asLong();
      long seq = json.path("seq").asLong();
      boolean fits = firstSeq > 0 && lastSeq >= firstSeq && seq == firstSeq;
      return fits
          ? new LostLines(
              firstSeq, lastSeq, json.path("fact").asLong(seq), json.path("more").asBoolean())
          : null;
    } catch (IOException e) {
      return null; // sealed, but no mark of ours
    }
  }

  /**
   * The mark as a line with its line end.
   *
   * @param quarantine name of the file that keeps what was there
   * @param bytes length of the line, unless more are needed
   */
  byte[] toLine(LogId log, String quarantine, int bytes) {
    ObjectNode head = JsonTrees.MAPPER.createObjectNode();
    head.putObject("lost").put("from", firstSeq).put("to", lastSeq).put("quarantine", quarantine);
    byte[] lost = head.toString().getBytes(StandardCharsets.UTF_8);
    ObjectNode topic = JsonTrees.MAPPER.createObjectNode().put("topic", log.name());
    byte[] member = topic.toString().getBytes(StandardCharsets.UTF_8);
    byte[] least = line(lost, 0, member);
    return least.length >= bytes ? least : line(lost, bytes - least.length, member);
  }

  private byte[] line(byte[] lost, int spaces, byte[] topic) {
    byte[] head = new byte[lost.length + spaces + topic.length - 2];
    int at = lost.length - 1; // without its closing brace
    System.arraycopy(lost, 0, head, 0, at);
    Arrays.fill(head, at, at + spaces, (byte) ' ');
    head[at + spaces] = ',';
    // Without its braces.
    System.arraycopy(topic, 1, head, at + spaces + 1, topic.length - 2);
    byte[] line = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    LineSpan span = new LineSpan(firstSeq, fact, more, 0, 0, head.length);
    return Arrays.copyOf(line, LineCodec.encode(head, span, line, 0));
  }
}
