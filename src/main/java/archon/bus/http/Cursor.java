package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a reader has come in each topic: the last seq it has, 0 for none. As text {@code
 * orders:41,task.done:7}: topics percent-encoded and sorted; {@code none} where there are no topics
 * yet, which an empty text could not tell from a reader that has just come.
 */
final class Cursor {
  private static final String NO_TOPICS = "none";
  private static final char BETWEEN = ',';
  private static final char BEFORE_SEQ = ':';

  private final SortedMap<String, Long> lastSeqs;
  private final Map<String, String> encodedTopics = new HashMap<>(); // written with each event

  private Cursor(SortedMap<String, Long> lastSeqs) {
    this.lastSeqs = lastSeqs;
  }

  /** That of a reader who needs these seqs next. */
  static Cursor before(Map<String, Long> nextSeqs) {
    SortedMap<String, Long> lastSeqs = new TreeMap<>();
    nextSeqs.forEach((topic, seq) -> lastSeqs.put(topic, seq - 1));
    return new Cursor(lastSeqs);
  }

  /**
   * @param name of the parameter or header that it comes from
   */
  static Cursor parse(String name, String text) {
    SortedMap<String, Long> lastSeqs = new TreeMap<>();
    if (text.equals(NO_TOPICS)) {
      return new Cursor(lastSeqs);
    }
    for (String entry : text.split(String.valueOf(BETWEEN), -1)) {
      int end = entry.lastIndexOf(BEFORE_SEQ);
      if (end < 1) {
        throw wrong(name, text);
      }
      long seq = Call.number(name, entry.substring(end + 1), 0);
      if (seq == Long.MAX_VALUE) { // nothing can be behind it
        throw wrong(name, text);
      }
      if (lastSeqs.put(decoded(name, entry.substring(0, end)), seq) != null) {
        throw wrong(name, text); // what stands between the two would be left out, or not
      }
    }
    return new Cursor(lastSeqs);
  }

  private static String decoded(String name, String topic) {
    // "+" is a character of topics, not a space as in forms.
    String plusKept = topic.replace("+", "%2B");
    return Call.valueOf(
        name,
        plusKept,
        "percent-encoded topics",
        encoded -> URLDecoder.decode(encoded, StandardCharsets.UTF_8));
  }

  private static Refusal wrong(String name, String found) {
    return Refusal.of(
        Kind.BAD_PARAMETER,
        "\"%s\": expected the last seq of each topic, once, such as orders:41,task.done:7, but found \"%s\""
            .formatted(name, found));
  }

  /** The seqs needed next. */
  Map<String, Long> nextSeqs() {
    Map<String, Long> nextSeqs = new TreeMap<>();
    lastSeqs.forEach((topic, seq) -> nextSeqs.put(topic, seq + 1));
    return nextSeqs;
  }

  /** Goes on to an event; returns the seq that was needed next before. */
  long advance(String topic, long seq) {
    Long last = lastSeqs.put(topic, seq);
    return last == null ? 1 : last + 1;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lastSeqs.forEach(
        (topic, seq) -> {
          if (text.length() > 0) {
            text.append(BETWEEN);
          }
          text.append(encodedTopics.computeIfAbsent(topic, Paths::encoded))
              .append(BEFORE_SEQ)
              .append(seq);
        });
    return lastSeqs.isEmpty() ? NO_TOPICS : text.toString();
  }
}
