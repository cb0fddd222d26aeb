package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code schemas/event.schema.json} describes what is written, no more and no less. */
final class EventSchemaTest {
  private static final Path FILE = Path.of("schemas", "event.schema.json");

  private final JsonSchema schema = load();

  @Test
  void isItselfAValidSchemaThatDescribesEveryMember() throws IOException {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(java.net.URI.create("https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(Files.readString(FILE), InputFormat.JSON)).isEmpty();
    assertThat(new ObjectMapper().readTree(Files.readString(FILE)).get("properties"))
        .hasSize(7)
        .allSatisfy(member -> assertThat(member.path("description").asText()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"task.completed", "service/api.health", "日本", "🌍", "a b"})
  void holdsForEveryEventThatCanBePublished(String topic) {
    Event event = Event.create(topic, Map.of("a", 1), "fenrir");
    Event full = Event.create(topic, Map.of(), "ezra", "req-1", Map.of("k", "v"));

    assertThat(schema.validate(event.toJson(), InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(full.toJson(), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\":\"not-a-uuid\"",
        "\"topic\":\"\"",
        "\"topic\":\"a*\"",
        "\"topic\":\"a\\nb\"",
        "\"payload\":[]",
        "\"source\":\"\"",
        "\"timestamp\":\"2026-04-16T12:00:00Z\"",
        "\"correlation_id\":1",
        "\"metadata\":null"
      })
  void doesNotHoldForWhatIsNeverWritten(String member) throws IOException {
    String name = member.substring(1, member.indexOf('"', 1));
    var event = new ObjectMapper().readTree(Event.create("t", Map.of(), "s").toJson());
    var changed = new ObjectMapper().readTree("{" + member + "}").get(name);
    ((com.fasterxml.jackson.databind.node.ObjectNode) event).set(name, changed);

    assertThat(schema.validate(event.toString(), InputFormat.JSON)).isNotEmpty();
  }

  private static JsonSchema load() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(FILE));
    } catch (IOException e) {
      throw new AssertionError("run from the project's folder", e);
    }
  }
}
