package archon.bus.http;

import archon.bus.event.EncodedEvent;
import archon.bus.event.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pekko.util.ByteString;

/** Stored events as JSON text: the seven members and {@code seq}, on one line. */
final class EventText {
  private static final ByteString LINE_END = ByteString.fromString("\n");

  private EventText() {}

  static byte[] json(StoredEvent stored) {
    byte[] head = EncodedEvent.of(stored.event()).head();
    byte[] seq = (",\"seq\":" + stored.seq() + "}").getBytes(StandardCharsets.US_ASCII);
    byte[] json = Arrays.copyOf(head, head.length + seq.length);
    System.arraycopy(seq, 0, json, head.length, seq.length);
    return json;
  }

  static ByteString element(StoredEvent stored) {
    return ByteString.fromArrayUnsafe(json(stored));
  }

  static ByteString line(StoredEvent stored) {
    return element(stored).concat(LINE_END);
  }
}
