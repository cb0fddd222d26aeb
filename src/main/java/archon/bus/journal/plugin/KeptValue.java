package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of persistent actors and their snapshots have in common: whose value it is, the
 * value, and what Pekko wants kept beside it.
 */
record KeptValue(String persistenceId, KeptPayload payload, @Nullable KeptPayload metadata) {
  static final JsonFactory JSON =
      JsonFactory.builder()
          // It has been checked by a CRC: whatever the serializer made must come back, however
          // large.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final String PERSISTENCE_ID = "persistence_id";
  private static final String METADATA = "metadata";

  /** Members that only a line or only a snapshot has. */
  interface OwnMembers {
    /** Takes the value the parser stands on if {@code member} is one of them. */
    boolean take(String member, JsonParser parser) throws IOException;
  }

  static void writePersistenceId(JsonGenerator out, String persistenceId) throws IOException {
    out.writeStringField(PERSISTENCE_ID, persistenceId);
  }

  static void writeMetadata(JsonGenerator out, @Nullable KeptPayload metadata) throws IOException {
    if (metadata != null) {
      out.writeObjectFieldStart(METADATA);
      metadata.writeTo(out);
      out.writeEndObject();
    }
  }

  /**
   * Reads an object, its members in any order; what nobody knows is passed over.
   *
   * @param what for messages: "snapshot"
   * @throws EventFormatException if it is none, or has no payload
   */
  static KeptValue read(byte[] json, String what, OwnMembers own) {
    String persistenceId = "";
    KeptPayload.Reader payload = new KeptPayload.Reader(json);
    KeptPayload metadata = null;
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException(what + ": expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (member.equals(PERSISTENCE_ID)) {
          persistenceId = parser.getText();
        } else if (member.equals(METADATA)) {
          metadata = new KeptPayload.Reader(json).readObject(parser);
        } else if (!payload.take(member, parser) && !own.take(member, parser)) {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new EventFormatException(what + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    return new KeptValue(persistenceId, payload.kept(), metadata);
  }
}
