package archon.bus.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads events as leniently as the predecessor does: members in any order, unknown ones ignored,
 * NaN and Infinity, any payload, a missing source. One pass; payload and metadata stay text.
 */
public final class EventJson {
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Json.MAX_NUMBER_LENGTH).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final byte[] line;
  private @Nullable String id;
  private @Nullable String topic;
  private Json payload = Json.EMPTY_OBJECT;
  private String source = "unknown";
  private @Nullable Instant timestamp;
  private @Nullable String correlationId;
  private Json metadata = Json.EMPTY_OBJECT;

  private EventJson(byte[] line) {
    this.line = line;
  }

  /**
   * Reads one event.
   *
   * @param line holds the JSON object from {@code from} (inclusive) to {@code to} (exclusive)
   * @param missingId gives the id of an event that has none
   * @throws EventFormatException if it is no event
   */
  public static Event read(byte[] line, int from, int to, Supplier<String> missingId) {
    EventJson reader = new EventJson(line);
    try (JsonParser parser = LENIENT.createParser(line, from, to - from)) {
      reader.readObject(parser);
      return reader.toEvent(missingId);
    } catch (JsonProcessingException e) {
      throw new EventFormatException("event is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new EventFormatException("event is not JSON: " + e.getMessage(), e);
    } catch (EventRefused e) {
      throw new EventFormatException("not an event: " + e.getMessage(), e);
    }
  }

  private void readObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new EventFormatException("event: expected a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (member) {
        case "id" -> id = string(parser, member, value);
        case "topic" -> topic = string(parser, member, value);
        case "payload" -> payload = raw(parser);
        case "source" ->
            source = value == JsonToken.VALUE_NULL ? "unknown" : string(parser, member, value);
        // Python takes a timestamp that is no string as "now"; a reader needs one answer that never
        // changes.
        case "timestamp" ->
            timestamp =
                value == JsonToken.VALUE_STRING
                    ? Timestamps.parse(parser.getText())
                    : epoch(parser);
        case "correlation_id" ->
            correlationId =
                value == JsonToken.VALUE_NULL
                    ? null
                    : value == JsonToken.VALUE_STRING ? parser.getText() : raw(parser).toString();
        case "metadata" -> metadata = raw(parser);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "text after the end of the event");
    }
  }

  private static String string(JsonParser parser, String member, JsonToken value)
      throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      throw new EventFormatException(
          "event member \"%s\": expected a string but found %s".formatted(member, value));
    }
    return parser.getText();
  }

  private static Instant epoch(JsonParser parser) throws IOException {
    parser.skipChildren();
    return Instant.EPOCH;
  }

  /** The value the parser stands on, as text. */
  private Json raw(JsonParser parser) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return Json.ofValidated(line, start, (int) parser.currentLocation().getByteOffset());
  }

  private Event toEvent(Supplier<String> missingId) {
    if (topic == null) {
      throw new EventFormatException("event has no member \"topic\"");
    }
    if (timestamp == null) {
      throw new EventFormatException("event has no member \"timestamp\"");
    }
    String knownId = id == null ? missingId.get() : id;
    return new Event(knownId, topic, payload, source, timestamp, correlationId, metadata);
  }
}
