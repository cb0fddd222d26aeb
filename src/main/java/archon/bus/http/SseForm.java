package archon.bus.http;

import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The id of
 * each is the cursor behind it, so that a browser that connects again goes on there.
 */
final class SseForm implements LiveForm {
  /** What a header may hold at many servers between; a longer id could not be sent back. */
  static final int MAX_ID_CHARS = 4 * 1024;

  private static final String RETRY = "retry: 1000\n";
  private static final ByteString HEARTBEAT = ByteString.fromString(":\n\n");
  private static final ByteString END = ByteString.fromString("event: end\ndata: {}\n\n");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] BLOCK_END = ascii("\n\n");

  private final @Nullable Cursor cursor;

  /**
   * @param cursor moves on with the stream; null for a stream that cannot be gone on with
   */
  SseForm(@Nullable Cursor cursor) {
    this.cursor = cursor;
  }

  @Override
  public ByteString start() {
    return ByteString.fromString(RETRY + id(": too many topics for an id of 4 KiB\n") + "\n");
  }

  /** The line with the id, which is remembered even of a block without data. */
  private String id(String ifTooLong) {
    if (cursor == null) {
      return "";
    }
    String text = cursor.toString();
    return text.length() > MAX_ID_CHARS ? ifTooLong : "id: " + text + "\n";
  }

  @Override
  public ByteString event(StoredEvent event) {
    return new ByteStringBuilder()
        .putBytes(ascii(id("")))
        .putBytes(DATA)
        .putBytes(EventText.json(event))
        .putBytes(BLOCK_END)
        .result();
  }

  @Override
  public ByteString gap(String topic, long firstSeq, long lastSeq) {
    Json gap = Json.of(LinesForm.document(topic, firstSeq, lastSeq));
    return ByteString.fromString("event: gap\ndata: " + gap + "\n\n");
  }

  @Override
  public ByteString heartbeat() {
    return HEARTBEAT;
  }

  @Override
  public ByteString end() {
    return END;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
