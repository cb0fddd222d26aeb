package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import archon.bus.event.Timestamps;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.jspecify.annotations.Nullable;
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
  static final JsonFactory JSON =
      JsonFactory.builder()
          // A line has been checked by its CRC: whatever the serializer made must come back,
          // however large.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

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
    try (JsonGenerator out = JSON.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("persistence_id", event.persistenceId());
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
      if (metadata != null) {
        out.writeObjectFieldStart("metadata");
        metadata.writeTo(out);
        out.writeEndObject();
      }
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
    Members members = new Members(line);
    try (JsonParser parser = JSON.createParser(line)) {
      members.read(parser);
    } catch (JsonProcessingException e) {
      throw new EventFormatException(
          "line of a persistent actor is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    PersistentRepr event =
        PersistentRepr.apply(
            codec.recall(members.payload.kept()),
            sequenceNr,
            members.persistenceId,
            members.adapterManifest,
            false,
            ActorRef.noSender(),
            members.writer);
    event = event.withTimestamp(members.timestampMillis);
    return members.metadata == null ? event : event.withMetadata(codec.recall(members.metadata));
  }

  private static final class Members {
    final byte[] line;
    final KeptPayload.Reader payload;
    String persistenceId = "";
    String adapterManifest = "";
    String writer = "";
    long timestampMillis;
    @Nullable KeptPayload metadata;

    Members(byte[] line) {
      this.line = line;
      this.payload = new KeptPayload.Reader(line);
    }

    void read(JsonParser parser) throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("line of a persistent actor: expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "persistence_id" -> persistenceId = parser.getText();
          case "adapter_manifest" -> adapterManifest = parser.getText();
          case "writer" -> writer = parser.getText();
          case "timestamp" -> timestampMillis = Timestamps.parse(parser.getText()).toEpochMilli();
          case "metadata" -> metadata = new KeptPayload.Reader(line).readObject(parser);
          default -> {
            if (!payload.take(member, parser)) {
              parser.skipChildren();
            }
          }
        }
      }
    }
  }
}
