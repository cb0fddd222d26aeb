package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * An event as it will be stored, encoded on the publisher's thread so that the one writer of a
 * topic need not.
 *
 * @param event the event
 * @param head its seven members as compact JSON without the closing brace; the journal adds its own
 *     members. Never changed
 * @param digest what the topic remembers of it
 */
@SuppressWarnings(
    "ArrayRecordComponent") // internal hand-over on the hot path: nobody compares or changes it
public record EncodedEvent(Event event, byte[] head, EventDigest digest) {
  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] TOPIC = ascii(",\"topic\":");
  private static final byte[] PAYLOAD = ascii(",\"payload\":");
  private static final byte[] SOURCE = ascii(",\"source\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
  private static final byte[] CORRELATION_ID = ascii("\",\"correlation_id\":");
  private static final byte[] METADATA = ascii(",\"metadata\":");
  private static final int FIXED_BYTES = 256; // names, quotes, ids and a time

  /**
   * Checks the rules and limits for publishing, then encodes.
   *
   * @throws EventRefused if a rule or limit is broken
   */
  public static EncodedEvent forPublish(Event event, EventLimits limits) {
    event.requirePublishable(limits.maxDepth());
    EncodedEvent encoded = of(event);
    if (encoded.sizeInBytes() > limits.maxEventBytes()) {
      throw new EventRefused(
          "event %s: expected at most %d bytes (archon.bus.limits.max-event-bytes) but it has %d"
              .formatted(event.id(), limits.maxEventBytes(), encoded.sizeInBytes()));
    }
    return encoded;
  }

  /** Encodes any event, also one read from a predecessor's file that could not be published. */
  public static EncodedEvent of(Event event) {
    Utf8Writer out =
        new Utf8Writer(
            FIXED_BYTES + event.payload().sizeInBytes() + event.metadata().sizeInBytes());
    out.raw(ID).quoted(event.id());
    int contentStart = out.length();
    out.raw(TOPIC).quoted(event.topic()).raw(PAYLOAD);
    event.payload().writeTo(out);
    out.raw(SOURCE).quoted(event.source());
    int timeStart = out.length();
    Timestamps.write(event.timestamp(), out.raw(TIMESTAMP));
    int timeEnd = out.length();
    out.raw(CORRELATION_ID);
    if (event.correlationId() == null) {
      out.ascii("null");
    } else {
      out.quoted(event.correlationId());
    }
    out.raw(METADATA);
    event.metadata().writeTo(out);
    byte[] head = out.toByteArray();

    CRC32C content = new CRC32C();
    content.update(head, contentStart, timeStart - contentStart);
    content.update(head, timeEnd, head.length - timeEnd);
    return new EncodedEvent(event, head, EventDigest.of(event.id(), (int) content.getValue()));
  }

  /** Size of the event as one compact JSON object. */
  public int sizeInBytes() {
    return head.length + 1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
