package archon.bus.subscription;

import archon.bus.event.EventFormatException;
import archon.bus.event.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored of a named subscription. As JSON: {@code
 * {"name":"billing","patterns":["task.*"],"positions":{"task.done":43}}}.
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

  /** The record as one line of compact JSON. */
  public String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("patterns", patterns);
    members.put("positions", positions);
    return Json.of(members).toString();
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
    for (Map.Entry<String, JsonNode> position : root.path("positions").properties()) {
      JsonNode seq = position.getValue();
      require(
          seq.canConvertToLong() && seq.isIntegralNumber() && seq.longValue() > 0,
          "positions",
          seq);
      positions.put(position.getKey(), seq.longValue());
    }
    require(root.path("name").isTextual(), "name", root.path("name"));
    require(!patterns.isEmpty(), "patterns", root.path("patterns"));
    require(root.path("positions").isObject(), "positions", root.path("positions"));
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
