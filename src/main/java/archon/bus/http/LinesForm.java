package archon.bus.http;

import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.util.ByteString;

/** JSON Lines: an event on each line; an empty line tells nothing. */
final class LinesForm implements LiveForm {
  private static final ByteString EMPTY_LINE = ByteString.fromString("\n");

  @Override
  public ByteString start() {
    return EMPTY_LINE;
  }

  @Override
  public ByteString event(StoredEvent event) {
    return EventText.line(event);
  }

  @Override
  public ByteString gap(String topic, long firstSeq, long lastSeq) {
    return ByteString.fromString(Json.of(Map.of("gap", document(topic, firstSeq, lastSeq))) + "\n");
  }

  static Map<String, Object> document(String topic, long firstSeq, long lastSeq) {
    Map<String, Object> gap = new LinkedHashMap<>();
    gap.put("topic", topic);
    gap.put("first_seq", firstSeq);
    gap.put("last_seq", lastSeq);
    return gap;
  }

  @Override
  public ByteString heartbeat() {
    return EMPTY_LINE;
  }

  @Override
  public ByteString end() {
    return ByteString.emptyByteString();
  }
}
