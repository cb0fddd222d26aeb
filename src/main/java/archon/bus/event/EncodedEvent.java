package archon.bus.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An event as it will be stored, encoded on the publisher's thread so that the one writer of a
 * topic need not. Safe from any thread.
 */
public final class EncodedEvent {
  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] TOPIC = ascii(",\"topic\":");
  private static final byte[] PAYLOAD = ascii(",\"payload\":");
  private static final byte[] SOURCE = ascii(",\"source\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
  private static final byte[] CORRELATION_ID = ascii("\",\"correlation_id\":");
  private static final byte[] METADATA = ascii(",\"metadata\":");
  private static final int FIXED_BYTES = 256; // names, quotes, ids and a time

  private final String topic;
  private final byte[] head;
  private final EventDigest digest;
  private @Nullable Event event; // parsed when first asked for; twice is harmless: it is immutable

  EncodedEvent(String topic, byte[] head, EventDigest digest, @Nullable Event event) {
    this.topic = topic;
    this.head = head;
    this.digest = digest;
    this.event = event;
  }

  /**
   * Checks the rules and limits for publishing, then encodes.
   *
   * @throws EventRefused if a rule or limit is broken
   */
  public static EncodedEvent forPublish(Event event, EventLimits limits) {
    event.requirePublishable(limits.maxDepth());
    EncodedEvent encoded = of(event);
    encoded.requireSize(limits);
    return encoded;
  }

  /**
   * As {@link #forPublish}, of an event that was published at another bus.
   *
   * @param via by what it came here, see {@link Via}
   */
  public static EncodedEvent received(Event event, EventLimits limits, String via) {
    return forPublish(event, limits).from(via);
  }

  private EncodedEvent from(String via) {
    byte[] member = Via.member(via);
    byte[] received = Arrays.copyOf(head, head.length + member.length);
    System.arraycopy(member, 0, received, head.length, member.length);
    return new EncodedEvent(topic, received, digest, event);
  }

  /**
   * @throws EventRefused if it is larger than the limit
   */
  public void requireSize(EventLimits limits) {
    if (sizeInBytes() > limits.maxEventBytes()) {
      throw new EventRefused(
          "event %s: expected at most %d bytes (archon.bus.limits.max-event-bytes) but it has %d"
              .formatted(event().id(), limits.maxEventBytes(), sizeInBytes()));
    }
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
    EventDigest digest = EventDigest.of(event.id(), (int) content.getValue());
    return new EncodedEvent(event.topic(), head, digest, event);
  }

  /** Encodes a stored event, and by what it came here. */
  public static EncodedEvent of(StoredEvent stored) {
    EncodedEvent encoded = of(stored.event());
    return stored.via() == null ? encoded : encoded.from(stored.via());
  }

  public String topic() {
    return topic;
  }

  /**
   * The event's seven members as compact JSON without the closing brace, and {@link Via} behind
   * them where it was received; the journal adds its own members. Never changed by anybody.
   */
  public byte[] head() {
    return head;
  }

  /** By what it came here, null if it was published here. */
  public @Nullable String via() {
    int start = Via.start(head, 0, head.length);
    return start == head.length ? null : Via.name(head, start, head.length);
  }

  /** What the topic remembers of it. */
  public EventDigest digest() {
    return digest;
  }

  /** The event itself; of a received one it is parsed now. */
  public Event event() {
    Event known = event;
    if (known == null) {
      byte[] json = Arrays.copyOf(head, head.length + 1);
      json[head.length] = '}';
      known = EventJson.read(json, 0, json.length, EncodedEvent::refuseMissingId);
      event = known;
    }
    return known;
  }

  /** Size of the event as one compact JSON object. */
  public int sizeInBytes() {
    return head.length + 1;
  }

  private static String refuseMissingId() {
    throw new EventFormatException("event: expected an id, which every encoded event has");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
