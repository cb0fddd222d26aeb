package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes in events of one topic that another process of the same user has checked and encoded. What
 * could harm other lines of the topic is checked again: the event's place, and that it is one line.
 * Safe from any thread.
 */
public final class EventIntake {
  private static final byte[] ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);

  private final String topic;
  private final byte[] afterId;

  /**
   * @throws EventRefused if no topic can have that name
   */
  public EventIntake(String topic) {
    this.topic = new Topic(topic).name();
    this.afterId =
        new Utf8Writer(64 + topic.length())
            .ascii("\",\"topic\":")
            .quoted(topic)
            .ascii(",\"payload\":")
            .toByteArray();
  }

  /**
   * The event with this head, which is kept, not copied.
   *
   * @throws EventRefused if it is no head as {@link EncodedEvent} makes them, of this topic
   */
  public EncodedEvent take(byte[] head, EventDigest digest) {
    if (!isOfTopic(head) || hasControlCharacter(head)) {
      throw new EventRefused(
          "event for topic \"%s\": expected one as a bus encodes them but found other bytes; nothing was stored"
              .formatted(topic));
    }
    return new EncodedEvent(topic, head, digest, null);
  }

  private boolean isOfTopic(byte[] head) {
    int idEnd = ID.length;
    while (idEnd < head.length && head[idEnd] != '"') {
      idEnd++;
    }
    int end = idEnd + afterId.length;
    return end <= head.length
        && Arrays.equals(head, 0, ID.length, ID, 0, ID.length)
        && Arrays.equals(head, idEnd, end, afterId, 0, afterId.length);
  }

  private static boolean hasControlCharacter(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ') {
        return true;
      }
    }
    return false;
  }
}
