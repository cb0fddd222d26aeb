package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Stored events as CloudEvents 1.0: the topic is the type, the payload the data. */
final class CloudEventForm {
  static final String SEQUENCE = "sequence";
  static final String CORRELATION_ID = "correlationid";
  static final String METADATA = "metadata";
  static final Set<String> EXTENSIONS = Set.of(SEQUENCE, CORRELATION_ID, METADATA);

  private static final JsonFormat JSON = new JsonFormat();

  private CloudEventForm() {}

  /** All of it as one JSON object. */
  static ByteString structured(StoredEvent stored) {
    return ByteString.fromArrayUnsafe(JSON.serialize(of(stored)));
  }

  /** The payload as the body, everything else in headers. */
  static HttpResponse binary(StoredEvent stored) {
    List<HttpHeader> headers = new ArrayList<>();
    byte[][] body = new byte[1][];
    HttpMessageFactory.createWriter(
            (name, value) -> {
              if (!name.equalsIgnoreCase("content-type")) { // stands in the entity
                headers.add(RawHeader.create(name, HeaderText.encoded(value)));
              }
            },
            data -> body[0] = data)
        .writeBinary(of(stored));
    return HttpResponse.create()
        .addHeaders(headers)
        .withEntity(HttpEntities.create(Media.JSON.contentType(), body[0]));
  }

  private static CloudEvent of(StoredEvent stored) {
    Event event = stored.event();
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withSource(source(event.source()))
            .withType(event.topic())
            .withTime(event.timestamp().atOffset(ZoneOffset.UTC))
            .withData(
                "application/json", event.payload().toString().getBytes(StandardCharsets.UTF_8))
            .withExtension(SEQUENCE, Long.toString(stored.seq()));
    if (event.correlationId() != null) {
      builder.withExtension(CORRELATION_ID, event.correlationId());
    }
    if (!event.metadata().equals(Json.EMPTY_OBJECT)) {
      builder.withExtension(METADATA, event.metadata().toString());
    }
    return builder.build();
  }

  /** A source is any text here, and a URI there. */
  private static URI source(String source) {
    try {
      return new URI(source);
    } catch (URISyntaxException e) {
      return URI.create(Paths.encoded(source));
    }
  }
}
