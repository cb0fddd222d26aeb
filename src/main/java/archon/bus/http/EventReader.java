package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventRefused;
import archon.bus.event.Json;
import archon.bus.http.Problem.Kind;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads events as clients send them: JSON as it stands in RFC 8259, the seven members by their
 * names. What a client need not state is made up: the id, the time, {@code {}} for the metadata,
 * and the topic where the path names it. Unknown members are ignored, so that what was read can be
 * sent again.
 */
final class EventReader {
  private final String text;
  private final int linesBefore;
  private final @Nullable String pathTopic;

  /**
   * @param linesBefore how many lines of the body stand before the text
   */
  private EventReader(String text, int linesBefore, @Nullable String pathTopic) {
    this.text = text;
    this.linesBefore = linesBefore;
    this.pathTopic = pathTopic;
  }

  /**
   * What was sent.
   *
   * @param isOne a single event and not a list, were it of one
   */
  record Sent(List<Event> events, boolean isOne) {}

  /** What is made of a text while it is read. */
  private interface Reading<T> {
    T of(JsonParser parser) throws IOException;
  }

  /**
   * One JSON object, or an array of them.
   *
   * @param pathTopic the topic of all of them, or null if each names its own
   */
  static Sent json(byte[] body, @Nullable String pathTopic) {
    EventReader reader = new EventReader(document(body), 0, pathTopic);
    return reader.whole(reader::sent);
  }

  /** JSON Lines: an event on each line that is not blank. */
  static Sent lines(byte[] body, @Nullable String pathTopic) {
    List<Event> events = new ArrayList<>();
    int linesBefore = 0;
    for (String line : (Iterable<String>) text(body).lines()::iterator) {
      EventReader reader = new EventReader(line, linesBefore++, pathTopic);
      String place = "line " + linesBefore;
      if (!line.isBlank()) {
        events.add(reader.whole(parser -> reader.event(parser, place)));
      }
    }
    return new Sent(events, false);
  }

  /** {@code text} as any one value. */
  static Json value(String text) {
    return new EventReader(text, 0, null).whole(parser -> JsonSlices.json(parser, text));
  }

  /** The body as text, if it is UTF-8 and not empty. */
  static String document(byte[] body) {
    String text = text(body);
    if (text.isBlank()) {
      throw Refusal.of(Kind.MALFORMED, "body: expected JSON but it is empty");
    }
    return text;
  }

  /** The body as text, if it is UTF-8. */
  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.of(Kind.MALFORMED, "body: expected UTF-8 but it is not");
    }
  }

  /** What is read from the first token on, if nothing stands behind it. */
  private <T> T whole(Reading<T> reading) {
    try (JsonParser parser = JsonSlices.parser(text)) {
      parser.nextToken();
      T read = reading.of(parser);
      if (parser.nextToken() != null) {
        throw malformed(linesBefore, parser.currentTokenLocation(), "its end but more follows");
      }
      return read;
    } catch (IOException e) {
      throw malformed(linesBefore, e);
    }
  }

  private Sent sent(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return new Sent(List.of(event(parser, "event")), true);
    }
    List<Event> events = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      events.add(event(parser, "event " + (events.size() + 1)));
    }
    return new Sent(events, false);
  }

  /** The event that the parser stands at the beginning of. */
  private Event event(JsonParser parser, String place) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.of(Kind.MALFORMED, place + ": expected a JSON object");
    }
    try {
      EventDraft draft = new EventDraft(pathTopic);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (member) {
          case "id" -> draft.id = string(parser, member, value);
          case "topic" -> draft.topic(string(parser, member, value));
          case "payload" -> draft.payload = json(parser, member);
          case "source" -> draft.source = string(parser, member, value);
          case "timestamp" -> draft.timestamp = string(parser, member, value);
          case "correlation_id" -> draft.correlationId = string(parser, member, value);
          case "metadata" -> draft.metadata = json(parser, member);
          default -> parser.skipChildren();
        }
      }
      return draft.event();
    } catch (EventFormatException e) {
      throw Refusal.of(Kind.MALFORMED, place + ": " + e.getMessage());
    } catch (EventRefused e) {
      throw Refusal.of(Kind.REFUSED, place + ": " + e.getMessage());
    }
  }

  private static @Nullable String string(JsonParser parser, String member, JsonToken value)
      throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    if (value != JsonToken.VALUE_STRING) {
      throw new EventRefused("member \"%s\": expected a string".formatted(member));
    }
    return parser.getText();
  }

  private Json json(JsonParser parser, String member) throws IOException {
    try {
      return JsonSlices.json(parser, text);
    } catch (EventFormatException e) {
      throw new EventFormatException("member \"%s\": %s".formatted(member, e.getMessage()), e);
    }
  }

  /** JSON that breaks off or is none, and where. */
  static Refusal malformed(int linesBefore, IOException e) {
    if (!(e instanceof JsonProcessingException failure) || failure.getLocation() == null) {
      return Refusal.of(Kind.MALFORMED, "body: expected JSON but " + e.getMessage());
    }
    String reason = failure.getOriginalMessage();
    return malformed(
        linesBefore,
        failure.getLocation(),
        reason.startsWith("Non-standard token") // goes on with an option of the parser
            ? "JSON but found NaN or Infinity, which it does not have"
            : "JSON but found: " + reason);
  }

  private static Refusal malformed(int linesBefore, JsonLocation at, String expected) {
    return Refusal.of(
        Kind.MALFORMED,
        "line %d, column %d: expected %s"
            .formatted(linesBefore + at.getLineNr(), at.getColumnNr(), expected));
  }
}
