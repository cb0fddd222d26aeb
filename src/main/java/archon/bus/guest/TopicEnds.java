package archon.bus.guest;

import archon.bus.event.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last seqs of topics, as they are asked for and travel: {@code [["task.done",42]]}. */
final class TopicEnds {
  /**
   * Of the names in one question, with what is about them. A character takes up to six bytes of the
   * answer, and the smallest of all limits leaves 320 KiB for a frame.
   */
  private static final int PORTION_CHARACTERS = 40_000;

  private static final int ABOUT_A_NAME = 32;

  private TopicEnds() {}

  /** The topics parted so that a frame holds each question and its answer. */
  static List<List<String>> portions(Collection<String> topics) {
    List<List<String>> portions = new ArrayList<>();
    List<String> portion = List.of();
    int characters = PORTION_CHARACTERS;
    for (String topic : topics) {
      int more = topic.length() + ABOUT_A_NAME;
      if (characters + more > PORTION_CHARACTERS) {
        portion = new ArrayList<>();
        portions.add(portion);
        characters = 0;
      }
      portion.add(topic);
      characters += more;
    }
    return portions;
  }

  static String toJson(Map<String, Long> ends) {
    // A list, since a topic in a predecessor's file may be no valid member name.
    List<List<Object>> list = new ArrayList<>();
    ends.forEach((topic, seq) -> list.add(List.of(topic, seq)));
    return Json.of(list).toString();
  }

  static Map<String, Long> fromJson(String json) {
    Map<String, Long> ends = new HashMap<>();
    Json.parse(json).node().forEach(end -> ends.put(end.get(0).asText(), end.get(1).asLong()));
    return ends;
  }
}
