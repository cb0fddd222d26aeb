package archon.bus.subscription;

import archon.bus.event.EventFormatException;
import archon.bus.event.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored of a named subscription. As JSON: {@code
 * {"name":"billing","patterns":["task.*"],"positions":[{"topic":"task.done","seq":43}]}}.
 *
 * @param name its name
 * @param patterns the topics and patterns it selects, sorted
 * @param positions for each topic the seq of the first event not yet handled; a topic not in it is
 *     read from its first event
 */
public record SubscriptionPositions(
    String name, List<String> patterns, Map<String, Long> positions) {
  public SubscriptionPositions {
    patterns = List.copyOf(patterns);
    positions = Collections.unmodifiableMap(new TreeMap<>(positions));
  }

  /** The JSON form. A list, since a topic in a predecessor's file may be no valid member name. */
  private record Members(String name, List<String> patterns, List<Position> positions) {}

  private record Position(String topic, long seq) {}

  /** The record as one line of compact JSON. */
  public String toJson() {
    List<Position> list = new ArrayList<>();
    positions.forEach((topic, seq) -> list.add(new Position(topic, seq)));
    return Json.of(new Members(name, patterns, list)).toString();
  }

  /**
   * The inverse of {@link #toJson}; members it does not know are ignored.
   *
   * @throws EventFormatException if the text is not such a record
   */
  public static SubscriptionPositions fromJson(String text) {
    JsonNode root = Json.parse(text).node();
    List<String> patterns = new ArrayList<>();
    for (JsonNode pattern : root.path("patterns")) {
      require(pattern.isTextual(), "patterns", pattern);
      patterns.add(pattern.textValue());
    }
    Map<String, Long> positions = new TreeMap<>();
    for (JsonNode position : root.path("positions")) {
      JsonNode seq = position.path("seq");
      boolean isSeq = seq.isIntegralNumber() && seq.canConvertToLong() && seq.longValue() > 0;
      require(position.path("topic").isTextual() && isSeq, "positions", position);
      positions.put(position.path("topic").textValue(), seq.longValue());
    }
    require(root.path("name").isTextual(), "name", root.path("name"));
    require(!patterns.isEmpty(), "patterns", root.path("patterns"));
    require(root.path("positions").isArray(), "positions", root.path("positions"));
    return new SubscriptionPositions(root.path("name").textValue(), patterns, positions);
  }

  private static void require(boolean condition, String member, JsonNode found) {
    if (!condition) {
      throw new EventFormatException(
          "positions of a subscription: expected a name, patterns and a seq from 1 for each topic but found %s in \"%s\""
              .formatted(found.isMissingNode() ? "nothing" : found, member));
    }
  }
}
