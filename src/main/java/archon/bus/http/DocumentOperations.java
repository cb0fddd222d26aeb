package archon.bus.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the endpoint tells of itself: files of {@code schemas} that stand beside this class. */
final class DocumentOperations {
  private DocumentOperations() {}

  static List<Operation> all() {
    return List.of(
        document("openapi.yaml", Media.YAML), document("event.schema.json", Media.JSON_SCHEMA));
  }

  private static Operation document(String name, Media media) {
    return Operation.get(
        "/v1/" + name,
        call -> {
          call.requireParameters();
          return Answers.now(Answers.text(200, media, read(name)));
        });
  }

  private static String read(String name) {
    try (InputStream file = DocumentOperations.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + ": expected in the jar but found none");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
