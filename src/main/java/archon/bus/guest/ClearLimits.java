package archon.bus.guest;

import archon.bus.event.Json;
import archon.bus.topic.ClearLimit;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/** How much to clear, as it travels: {@code {}}, {@code {"seq":7}} or {@code {"time":"..."}}. */
final class ClearLimits {
  private static final String SEQ = "seq";
  private static final String TIME = "time";

  private ClearLimits() {}

  static String toJson(ClearLimit limit) {
    if (limit instanceof ClearLimit.BeforeSeq before) {
      return Json.of(Map.of(SEQ, before.seq())).toString();
    }
    return limit instanceof ClearLimit.BeforeTime before
        ? Json.of(Map.of(TIME, before.time().toString())).toString()
        : Json.EMPTY_OBJECT.toString();
  }

  static ClearLimit fromJson(String text) {
    JsonNode json = Json.parse(text).node();
    if (json.has(SEQ)) {
      return new ClearLimit.BeforeSeq(json.get(SEQ).asLong());
    }
    return json.has(TIME)
        ? new ClearLimit.BeforeTime(Instant.parse(json.get(TIME).asText()))
        : ClearLimit.All.INSTANCE;
  }
}
