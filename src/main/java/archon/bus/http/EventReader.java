package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventRefused;
import archon.bus.http.Problem.Kind;
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
  private final @Nullable String pathTopic;

  private EventReader(String text, @Nullable String pathTopic) {
    this.text = text;
    this.pathTopic = pathTopic;
  }

  /**
   * What was sent.
   *
   * @param isOne a single event and not a list, were it of one
   */
  record Sent(List<Event> events, boolean isOne) {}

  /**
   * One JSON object, or an array of them.
   *
   * @param pathTopic the topic of all of them, or null if each names its own
   */
  static Sent json(byte[] body, @Nullable String pathTopic) {
    return new EventReader(text(body), pathTopic).json();
  }

  /** JSON Lines: an event on each line that is not blank. */
  static Sent lines(byte[] body, @Nullable String pathTopic) {
    List<Event> events = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text(body).lines()::iterator) {
      number++;
      if (!line.isBlank()) {
        events.add(new EventReader(line, pathTopic).only("line " + number));
      }
    }
    return new Sent(events, false);
  }

  /** The body as text, if it is UTF-8. */
  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.of(Kind.MALFORMED, "body: expected UTF-8 but it is not");
    }
  }

  private Sent json() {
    try (JsonParser parser = JsonSlices.parser(text)) {
      boolean isOne = parser.nextToken() != JsonToken.START_ARRAY;
      List<Event> events = new ArrayList<>();
      if (isOne) {
        events.add(event(parser, "event"));
      } else {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          events.add(event(parser, "event " + (events.size() + 1)));
        }
      }
      requireEnd(parser);
      return new Sent(events, isOne);
    } catch (IOException e) {
      throw malformed("body", e);
    }
  }

  private Event only(String place) {
    try (JsonParser parser = JsonSlices.parser(text)) {
      parser.nextToken();
      Event event = event(parser, place);
      requireEnd(parser);
      return event;
    } catch (IOException e) {
      throw malformed(place, e);
    }
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
          case "payload" -> draft.payload = JsonSlices.json(parser, text);
          case "source" -> draft.source = string(parser, member, value);
          case "timestamp" -> draft.timestamp = string(parser, member, value);
          case "correlation_id" -> draft.correlationId = string(parser, member, value);
          case "metadata" -> draft.metadata = JsonSlices.json(parser, text);
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

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw Refusal.of(Kind.MALFORMED, "body: expected its end after the events but more follows");
    }
  }

  static Refusal malformed(String place, IOException e) {
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return Refusal.of(Kind.MALFORMED, "%s: expected JSON but %s".formatted(place, reason));
  }
}
