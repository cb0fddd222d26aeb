package archon.bus.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code schemas/openapi.yaml}: what it describes, and whether an answer is as it says. */
final class OpenApi {
  private static final Path FILE = Path.of("schemas", "openapi.yaml");
  private static final Path EVENT = Path.of("schemas", "event.schema.json");
  private static final String EVENT_ID = "urn:archon-bus:schema:event:1";
  private static final String DEFAULT = "default";

  private final JsonNode document = read(FILE);
  private final JsonSchemaFactory schemas;
  private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

  OpenApi() {
    Map<String, String> event = Map.of(EVENT_ID, text(EVENT));
    this.schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            factory -> factory.schemaLoaders(loaders -> loaders.schemas(event)));
  }

  private static JsonNode read(Path file) {
    try {
      String text = text(file).replace("$ref: event.schema.json", "$ref: \"" + EVENT_ID + "\"");
      return new ObjectMapper(new YAMLFactory()).readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  /** {@code GET /v1/health} and so on. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** The operations with each status described by itself: {@code GET /v1/health 200}. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      for (Map.Entry<String, JsonNode> response : responses(operation).properties()) {
        if (!response.getKey().equals(DEFAULT)) {
          answers.add(operation + " " + response.getKey());
        }
      }
    }
    return answers;
  }

  private JsonNode responses(String operation) {
    String[] parts = operation.split(" ", 2);
    return document
        .path("paths")
        .path(parts[1])
        .path(parts[0].toLowerCase(Locale.ROOT))
        .path("responses");
  }

  /** What is wrong with an answer; empty if it is as described. */
  List<String> complaints(String operation, int status, String mediaType, String body) {
    JsonNode responses = responses(operation);
    JsonNode response = resolved(responses.path(String.valueOf(status)));
    if (response.isMissingNode()) {
      response = resolved(responses.path(DEFAULT));
    }
    JsonNode content = response.path("content").path(mediaType);
    if (content.isMissingNode()) {
      return List.of("%s %d: %s is not described".formatted(operation, status, mediaType));
    }
    List<String> complaints = new ArrayList<>();
    if (content.has("x-line-schema")) {
      body.lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> complaints.addAll(validate(content.path("x-line-schema"), line)));
    } else if (content.has("x-data-schema")) {
      body.lines()
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring("data: ".length()))
          .forEach(data -> complaints.addAll(validate(content.path("x-data-schema"), data)));
    } else if (mediaType.endsWith("json")) {
      complaints.addAll(validate(content.path("schema"), body));
    }
    return complaints;
  }

  List<String> validate(JsonNode schema, String json) {
    try {
      return compiled
          .computeIfAbsent(schema, this::compile)
          .validate(new ObjectMapper().readTree(json))
          .stream()
          .map(message -> message + " in " + json)
          .toList();
    } catch (IOException e) {
      return List.of(e.getMessage() + " in " + json);
    }
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = schema.deepCopy();
    root.set("components", document.path("components")); // for its references
    return schemas.getSchema(root);
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.startsWith("#") ? document.at(reference.substring(1)) : node;
  }
}
