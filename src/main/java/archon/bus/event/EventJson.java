package archon.bus.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads events as leniently as the predecessor does, in one pass; payload and metadata stay text.
 *
 * <p>Members come in any order; unknown ones are ignored; of repeated ones the last counts. {@code
 * id} and {@code topic} must be strings; a missing id (not a null one) is made up by the caller. A
 * missing {@code payload} or {@code metadata} is {@code {}}; any JSON is kept, null too, and NaN
 * and the Infinities become null. A missing or null {@code source} is {@code unknown}; a source or
 * {@code correlation_id} that is no string is kept as its JSON text. A missing {@code timestamp} is
 * an error; one that is no string, which Python takes as the time of reading, is 1970-01-01: a
 * reader needs one answer that never changes.
 */
public final class EventJson {
  private static final JsonFactory LENIENT =
      Json.factory(Json.constraints(Json.MAX_DEPTH + 1)) // the event itself is one level
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String UNKNOWN_SOURCE = "unknown";

  private final byte[] line;
  private final int from;
  private @Nullable String id;
  private @Nullable String topic;
  private Json payload = Json.EMPTY_OBJECT;
  private String source = UNKNOWN_SOURCE;
  private @Nullable Instant timestamp;
  private @Nullable String correlationId;
  private Json metadata = Json.EMPTY_OBJECT;

  private EventJson(byte[] line, int from) {
    this.line = line;
    this.from = from;
  }

  /**
   * Reads one event.
   *
   * @param line holds the JSON object from {@code from} (inclusive) to {@code to} (exclusive)
   * @param missingId gives the id of an event that has none
   * @throws EventFormatException if it is no event
   */
  public static Event read(byte[] line, int from, int to, Supplier<String> missingId) {
    requireOpeningBrace(line, from, to);
    EventJson reader = new EventJson(line, from);
    try (JsonParser parser = LENIENT.createParser(line, from, to - from)) {
      reader.readObject(parser);
      return reader.toEvent(missingId);
    } catch (JsonProcessingException e) {
      throw new EventFormatException("event: expected JSON but " + JsonText.reason(e), e);
    } catch (IOException e) {
      throw new EventFormatException("event: expected JSON but " + e.getMessage(), e);
    } catch (EventRefused e) {
      throw new EventFormatException("event: " + e.getMessage(), e);
    }
  }

  /**
   * Keeps Jackson from guessing UTF-16 or UTF-32, which it would by a zero byte beside the first
   * character.
   */
  private static void requireOpeningBrace(byte[] line, int from, int to) {
    int i = from;
    while (i < to && (line[i] == ' ' || line[i] == '\t' || line[i] == '\n' || line[i] == '\r')) {
      i++;
    }
    if (i + 1 >= to || line[i] != '{' || line[i + 1] == 0) {
      throw new EventFormatException("event: expected a JSON object");
    }
  }

  private void readObject(JsonParser parser) throws IOException {
    parser.nextToken(); // the opening brace
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (member) {
        case "id" -> id = string(parser, member, value);
        case "topic" -> topic = string(parser, member, value);
        case "payload" -> payload = raw(parser);
        case "source" ->
            source = value == JsonToken.VALUE_NULL ? UNKNOWN_SOURCE : text(parser, value);
        case "timestamp" ->
            timestamp =
                value == JsonToken.VALUE_STRING
                    ? Timestamps.parse(parser.getText())
                    : epoch(parser);
        case "correlation_id" ->
            correlationId = value == JsonToken.VALUE_NULL ? null : text(parser, value);
        case "metadata" -> metadata = raw(parser);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "text follows the event");
    }
  }

  private static String string(JsonParser parser, String member, JsonToken value)
      throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      throw new EventFormatException(
          "event member \"%s\": expected a string but found %s"
              .formatted(member, parser.getText()));
    }
    return parser.getText();
  }

  /** A string's value; anything else as its JSON text. */
  private String text(JsonParser parser, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_STRING ? parser.getText() : raw(parser).toString();
  }

  private static Instant epoch(JsonParser parser) throws IOException {
    parser.skipChildren();
    return Instant.EPOCH;
  }

  /** The value the parser stands on, as text. */
  private Json raw(JsonParser parser) throws IOException {
    int start = from + (int) parser.currentTokenLocation().getByteOffset(); // counted from "from"
    parser.skipChildren();
    parser.finishToken();
    return Json.ofValidated(line, start, from + (int) parser.currentLocation().getByteOffset());
  }

  private Event toEvent(Supplier<String> missingId) {
    if (topic == null) {
      throw new EventFormatException("event: expected a member \"topic\" but found none");
    }
    if (timestamp == null) {
      throw new EventFormatException("event: expected a member \"timestamp\" but found none");
    }
    String knownId = id == null ? missingId.get() : id;
    return new Event(knownId, topic, payload, source, timestamp, correlationId, metadata);
  }
}
