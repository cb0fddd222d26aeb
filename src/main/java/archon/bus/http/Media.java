package archon.bus.http;

import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** The media types spoken, all in UTF-8. */
enum Media {
  JSON("application", "json"),
  JSON_LINES("application", "jsonl"),
  /** Another name of JSON Lines. */
  NDJSON("application", "x-ndjson"),
  EVENT_STREAM("text", "event-stream"),
  CLOUD_EVENT("application", "cloudevents+json"),
  CLOUD_EVENTS("application", "cloudevents-batch+json"),
  PROBLEM("application", "problem+json"),
  YAML("application", "yaml"),
  JSON_SCHEMA("application", "schema+json");

  private final MediaType.WithFixedCharset type;

  Media(String mainType, String subType) {
    this.type =
        MediaTypes.customWithFixedCharset(mainType, subType, HttpCharsets.UTF_8, Map.of(), false);
  }

  MediaType mediaType() {
    return type;
  }

  ContentType.NonBinary contentType() {
    return ContentTypes.create(type);
  }

  /** Whether {@code other} is this, whatever its parameters. */
  boolean is(MediaType other) {
    return other.mainType().equals(type.mainType()) && other.subType().equals(type.subType());
  }

  @Override
  public String toString() {
    return type.mainType() + "/" + type.subType();
  }
}
