package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import archon.bus.event.Timestamps;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One event of a persistent actor that is no topic, as one line:
 *
 * <pre>
 * {"persistence_id":"account|17","payload":{"amount":5},"serializer":31,"manifest":"com.example.Deposited",
 *  "adapter_manifest":"v2","tags":["money"],"writer":"6f1c…","timestamp":"2026-04-16T12:00:00.123+00:00",
 *  "metadata":{"payload_base64":"…","serializer":40}, … the journal's own members … }
 * </pre>
 *
 * {@code payload} and what belongs to it: see {@link KeptPayload}. {@code adapter_manifest}, {@code
 * tags}, {@code writer} and {@code metadata} are left out where the event has none; the timestamp
 * is the time of writing. Readers take members in any order.
 */
final class EntityLine {
  private static final int TYPICAL_BYTES = 512;

  private final PayloadCodec codec;

  EntityLine(PayloadCodec codec) {
    this.codec = codec;
  }

  /**
   * The line without the journal's members and the closing brace. Throws whatever the serializer of
   * the payload throws.
   *
   * @param now time of writing, for an event that does not tell
   */
  byte[] head(PersistentRepr event, Instant now) {
    Object payload = event.payload();
    KeptPayload kept = codec.keep(payload instanceof Tagged tagged ? tagged.payload() : payload);
    KeptPayload metadata = event.metadata().isDefined() ? codec.keep(event.metadata().get()) : null;
    Instant timestamp = event.timestamp() == 0 ? now : Instant.ofEpochMilli(event.timestamp());
    ByteArrayOutputStream line = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator out = KeptValue.JSON.createGenerator(line)) {
      out.writeStartObject();
      KeptValue.writePersistenceId(out, event.persistenceId());
      kept.writeTo(out);
      writeUnlessEmpty(out, "adapter_manifest", event.manifest());
      if (payload instanceof Tagged tagged) {
        out.writeArrayFieldStart("tags");
        for (String tag : new TreeSet<>(CollectionConverters.asJava(tagged.tags()))) {
          out.writeString(tag);
        }
        out.writeEndArray();
      }
      writeUnlessEmpty(out, "writer", event.writerUuid());
      out.writeStringField("timestamp", Timestamps.format(timestamp));
      KeptValue.writeMetadata(out, metadata);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return Arrays.copyOf(line.toByteArray(), line.size() - 1);
  }

  private static void writeUnlessEmpty(JsonGenerator out, String member, String value)
      throws IOException {
    if (!value.isEmpty()) {
      out.writeStringField(member, value);
    }
  }

  /**
   * Reads a line back. Throws {@link EventFormatException} if it is none, and whatever the
   * serializer of the payload throws.
   *
   * @param line a complete JSON object
   * @param sequenceNr the event's number, which the journal knows
   */
  PersistentRepr read(byte[] line, long sequenceNr) {
    Members own = new Members();
    KeptValue value = KeptValue.read(line, "line of a persistent actor", own);
    PersistentRepr event =
        PersistentRepr.apply(
                codec.recall(value.payload()),
                sequenceNr,
                value.persistenceId(),
                own.adapterManifest,
                false,
                ActorRef.noSender(),
                own.writer)
            .withTimestamp(own.timestampMillis);
    KeptPayload metadata = value.metadata();
    return metadata == null ? event : event.withMetadata(codec.recall(metadata));
  }

  /** What only a line has. */
  private static final class Members implements KeptValue.OwnMembers {
    String adapterManifest = "";
    String writer = "";
    long timestampMillis;

    @Override
    public boolean take(String member, JsonParser parser) throws IOException {
      switch (member) {
        case "adapter_manifest" -> adapterManifest = parser.getText();
        case "writer" -> writer = parser.getText();
        case "timestamp" -> timestampMillis = Timestamps.parse(parser.getText()).toEpochMilli();
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
