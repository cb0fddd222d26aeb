package archon.bus.journal;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells whether a line carries a certain topic, for our own lines by comparing bytes. */
final class LogTopic {
  private static final String SOME_ID = "00000000-0000-0000-0000-000000000000";
  private static final int ID_MEMBER = "{\"id\":\"".length();

  private final String name;
  private final byte[] member; // ,"topic":"…"

  LogTopic(String name) {
    this.name = name;
    Event event =
        new Event(SOME_ID, name, Json.EMPTY_OBJECT, "-", Instant.EPOCH, null, Json.EMPTY_OBJECT);
    byte[] head = EncodedEvent.of(event).head();
    int from = ID_MEMBER + SOME_ID.length() + 1;
    this.member =
        Arrays.copyOfRange(head, from, LineCodec.indexOf(head, from, head.length, PAYLOAD));
  }

  private static final byte[] PAYLOAD =
      ",\"payload\":{},\"source\":\"-\"".getBytes(StandardCharsets.US_ASCII);

  String name() {
    return name;
  }

  boolean isOf(byte[] line, int from, int to) {
    int idEnd = from + ID_MEMBER;
    while (idEnd < to && line[idEnd] != '"' && line[idEnd] != '\\') {
      idEnd++;
    }
    if (LineCodec.matches(line, idEnd + 1, member)) {
      return true;
    }
    LineMembers members = LineMembers.read(line, from, to);
    return members != null && isOf(members.topic());
  }

  boolean isOf(@Nullable String topic) {
    return name.equals(topic);
  }
}
