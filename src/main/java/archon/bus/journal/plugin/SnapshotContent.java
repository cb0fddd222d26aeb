package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a snapshot's file:
 *
 * <pre>
 * {"persistence_id":"account|17","sequence_nr":120,"timestamp_millis":1776340800123,
 *  "payload":{"balance":5},"serializer":31,"manifest":"com.example.Account","metadata":{…}}
 * </pre>
 *
 * {@code payload} and what belongs to it, also in {@code metadata}: see {@link KeptPayload}.
 */
final class SnapshotContent {
  private final PayloadCodec codec;

  SnapshotContent(PayloadCodec codec) {
    this.codec = codec;
  }

  /** Throws whatever the serializer of the snapshot throws. */
  byte[] write(SnapshotMetadata about, Object snapshot) {
    KeptPayload payload = codec.keep(snapshot);
    KeptPayload metadata = about.metadata().isDefined() ? codec.keep(about.metadata().get()) : null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.bytes().length + 512);
    try (JsonGenerator out = EntityLine.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("persistence_id", about.persistenceId());
      out.writeNumberField("sequence_nr", about.sequenceNr());
      out.writeNumberField("timestamp_millis", about.timestamp());
      payload.writeTo(out);
      if (metadata != null) {
        out.writeObjectFieldStart("metadata");
        metadata.writeTo(out);
        out.writeEndObject();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Throws {@link EventFormatException} if it is no snapshot, and whatever the serializer throws.
   */
  SelectedSnapshot read(byte[] content) {
    Members members = new Members(content);
    try (JsonParser parser = EntityLine.JSON.createParser(content)) {
      members.read(parser);
    } catch (JsonProcessingException e) {
      throw new EventFormatException("not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    SnapshotMetadata about =
        new SnapshotMetadata(members.persistenceId, members.sequenceNr, members.timestampMillis);
    return SelectedSnapshot.create(
        members.metadata == null ? about : about.withMetadata(codec.recall(members.metadata)),
        codec.recall(members.payload.kept()));
  }

  private static final class Members {
    final byte[] content;
    final KeptPayload.Reader payload;
    String persistenceId = "";
    long sequenceNr;
    long timestampMillis;
    @Nullable KeptPayload metadata;

    Members(byte[] content) {
      this.content = content;
      this.payload = new KeptPayload.Reader(content);
    }

    void read(JsonParser parser) throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "persistence_id" -> persistenceId = parser.getText();
          case "sequence_nr" -> sequenceNr = parser.getLongValue();
          case "timestamp_millis" -> timestampMillis = parser.getLongValue();
          case "metadata" -> metadata = new KeptPayload.Reader(content).readObject(parser);
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
