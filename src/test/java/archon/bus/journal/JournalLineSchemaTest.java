package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code schemas/journal-line.schema.json} describes the lines that are written. */
final class JournalLineSchemaTest {
  private static final Path FILE = Path.of("schemas", "journal-line.schema.json");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  @TempDir Path directory;

  private static JsonSchema schema() throws IOException {
    return FACTORY.getSchema(Files.readString(FILE));
  }

  private List<String> realLines() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      await(
          journal.append(
              LogId.topic("日本/x"), List.of(group("日本/x", 1, 1, 3), group("日本/x", 4, 2, 1))));
    }
    return Files.readAllLines(directory.resolve("%E6%97%A5%E6%9C%AC%2Fx.jsonl"));
  }

  @Test
  void isItselfAValidSchema() throws IOException {
    JsonSchema meta = FACTORY.getSchema(URI.create("https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(Files.readString(FILE), InputFormat.JSON)).isEmpty();
  }

  @Test
  void holdsForRealLinesWhichHaveNoOtherMembers() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> described =
        List.copyOf(names(mapper.readTree(Files.readString(FILE)).get("properties")));

    for (String line : realLines()) {
      assertThat(schema().validate(line, InputFormat.JSON)).isEmpty();
      assertThat(described).containsAll(names(mapper.readTree(line)));
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @CsvSource({
    "seq, 0",
    "seq, \"1\"",
    "fact, 0",
    "more, false",
    "crc, \"9AE0DAAF\"",
    "crc, 1",
    "topic, \"\""
  })
  void doesNotHoldForWhatIsNeverWritten(String member, String value) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode line = (ObjectNode) mapper.readTree(realLines().get(0));

    line.set(member, mapper.readTree(value));

    assertThat(schema().validate(line.toString(), InputFormat.JSON)).isNotEmpty();
  }
}
