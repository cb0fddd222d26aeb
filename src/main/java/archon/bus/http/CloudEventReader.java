package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventRefused;
import archon.bus.event.Json;
import archon.bus.http.EventReader.Sent;
import archon.bus.http.JsonSlices.Slice;
import archon.bus.http.Problem.Kind;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0 (https://github.com/cloudevents/spec): one by itself, a batch, or one whose
 * attributes are headers. What the bus has no member for is kept in the metadata, as {@code
 * cloudevents}.
 */
final class CloudEventReader {
  private static final String VERSION_HEADER = "ce-specversion";
  private static final Set<String> HAVE_A_MEMBER =
      Set.of("specversion", "id", "source", "time", "datacontenttype");

  /** A CloudEvent, and its data as it was sent if it stood beside the attributes. */
  private record Parsed(CloudEvent attributes, @Nullable String data) {}

  private CloudEventReader() {}

  static boolean isOne(HttpRequest request, Body body) {
    return Media.CLOUD_EVENT.is(body.type())
        || Media.CLOUD_EVENTS.is(body.type())
        || request.getHeader(VERSION_HEADER).isPresent();
  }

  /**
   * @param pathTopic the topic of all of them, or null if the type of each is its topic
   */
  static Sent read(HttpRequest request, Body body, @Nullable String pathTopic) {
    if (Media.CLOUD_EVENTS.is(body.type())) {
      List<Event> events = new ArrayList<>();
      for (String text : elements(EventReader.document(body.bytes()))) {
        String place = "event " + (events.size() + 1);
        events.add(at(place, () -> event(structured(text), pathTopic)));
      }
      return new Sent(events, false);
    }
    Parsed parsed =
        Media.CLOUD_EVENT.is(body.type())
            ? structured(EventReader.document(body.bytes()))
            : binary(request, body);
    return new Sent(List.of(event(parsed, pathTopic)), true);
  }

  /** What is read; a refusal of it begins with where that was. */
  private static <T> T at(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Refusal e) {
      throw Refusal.of(e.problem().kind(), place + ": " + e.problem().detail());
    } catch (EventFormatException e) {
      throw Refusal.of(Kind.MALFORMED, place + ": " + e.getMessage());
    } catch (EventRefused e) {
      throw Refusal.of(Kind.REFUSED, place + ": " + e.getMessage());
    }
  }

  private static List<String> elements(String array) {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = JsonSlices.parser(array)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw Refusal.of(Kind.MALFORMED, "body: expected a JSON array of CloudEvents");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(JsonSlices.slice(parser).of(array));
      }
      return elements;
    } catch (IOException e) {
      throw EventReader.malformed(0, e);
    }
  }

  /** The SDK would make a tree of the data, and lose digits: it is given the rest alone. */
  private static Parsed structured(String text) {
    Slice data = data(text);
    String attributes =
        data == null ? text : text.substring(0, data.from()) + "\"\"" + text.substring(data.to());
    return new Parsed(
        parsed(() -> new JsonFormat().deserialize(attributes.getBytes(StandardCharsets.UTF_8))),
        data == null ? null : data.of(text));
  }

  private static @Nullable Slice data(String text) {
    Slice data = null;
    try (JsonParser parser = JsonSlices.parser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.of(Kind.MALFORMED, "CloudEvent: expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = parser.currentName().equals("data");
        parser.nextToken();
        Slice value = JsonSlices.slice(parser);
        data = isData ? value : data;
      }
      return data;
    } catch (IOException e) {
      throw EventReader.malformed(0, e);
    }
  }

  private static Parsed binary(HttpRequest request, Body body) {
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      headers.put(header.lowercaseName(), HeaderText.decoded(header.value()));
    }
    headers.put("content-type", request.entity().getContentType().toString());
    return new Parsed(
        parsed(() -> HttpMessageFactory.createReader(headers, new byte[0]).toEvent()),
        body.bytes().length == 0 ? null : EventReader.text(body.bytes()));
  }

  private static CloudEvent parsed(Supplier<CloudEvent> parsing) {
    try {
      CloudEvent event = parsing.get();
      if (event.getSpecVersion() != SpecVersion.V1) { // the SDK knows an older one, too
        throw new IllegalArgumentException("Invalid specversion: " + event.getSpecVersion());
      }
      return event;
    } catch (CloudEventRWException
        | EventDeserializationException
        | IllegalStateException
        | IllegalArgumentException e) {
      throw Refusal.of(
          Kind.MALFORMED, "CloudEvent: expected one of version 1.0 but found: " + reason(e));
    }
  }

  /** Without names of classes, and without the text that was read. */
  private static String reason(RuntimeException e) {
    return e.getCause() instanceof JsonProcessingException cause
        ? cause.getOriginalMessage()
        : String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
  }

  private static Event event(Parsed parsed, @Nullable String pathTopic) {
    CloudEvent attributes = parsed.attributes();
    EventDraft draft = new EventDraft(pathTopic);
    if (pathTopic == null) {
      draft.topic(attributes.getType());
    }
    draft.id = id(attributes);
    draft.payload = payload(parsed);
    draft.source = attributes.getSource().toString();
    draft.timestamp = attributes.getTime() == null ? null : attributes.getTime().toString();
    Object correlationId = attributes.getExtension(CloudEventForm.CORRELATION_ID);
    draft.correlationId = correlationId == null ? null : correlationId.toString();
    draft.metadata = metadata(attributes, pathTopic);
    return draft.event();
  }

  /** One that is no UUID becomes the same UUID each time. */
  private static String id(CloudEvent attributes) {
    String id = attributes.getId();
    return isUuid(id)
        ? id
        : UUID.nameUUIDFromBytes(
                (attributes.getSource() + "\n" + id).getBytes(StandardCharsets.UTF_8))
            .toString();
  }

  private static boolean isUuid(String id) {
    return id.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
  }

  private static Json payload(Parsed parsed) {
    CloudEvent attributes = parsed.attributes();
    String type = attributes.getDataContentType();
    CloudEventData decoded = attributes.getData(); // of data_base64
    if (parsed.data() == null && decoded == null) {
      return Json.EMPTY_OBJECT;
    }
    if (type != null && !type.matches("(?i)[^;]*[/+]json\\s*(;.*)?")) {
      throw new EventRefused(
          "CloudEvent: expected datacontenttype application/json but found " + type);
    }
    return parsed.data() == null
        ? at("data_base64", () -> EventReader.value(EventReader.text(decoded.toBytes())))
        : EventReader.value(parsed.data());
  }

  private static Json metadata(CloudEvent attributes, @Nullable String pathTopic) {
    ObjectNode own = (ObjectNode) Json.EMPTY_OBJECT.node();
    for (String name : attributes.getAttributeNames()) {
      boolean isTopic = name.equals("type") && pathTopic == null;
      Object value = attributes.getAttribute(name);
      if (value != null && !isTopic && !HAVE_A_MEMBER.contains(name)) {
        own.put(name, value.toString());
      }
    }
    if (!isUuid(attributes.getId())) {
      own.put("id", attributes.getId());
    }
    for (String name : attributes.getExtensionNames()) {
      if (!CloudEventForm.EXTENSIONS.contains(name)) {
        own.put(name, String.valueOf(attributes.getExtension(name)));
      }
    }
    ObjectNode metadata = stated(attributes);
    if (!own.isEmpty()) {
      metadata.set("cloudevents", own);
    }
    return Json.of(metadata);
  }

  /** What the bus itself has written there, so that events come back as they were. */
  private static ObjectNode stated(CloudEvent attributes) {
    Object text = attributes.getExtension(CloudEventForm.METADATA);
    Json metadata =
        text == null ? Json.EMPTY_OBJECT : at("metadata", () -> EventReader.value(text.toString()));
    if (metadata.node() instanceof ObjectNode object) {
      return object;
    }
    throw new EventRefused("CloudEvent: expected its extension metadata to be a JSON object");
  }
}
