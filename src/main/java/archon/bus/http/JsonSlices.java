package archon.bus.http;

import archon.bus.event.Json;
import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Takes JSON text apart without changing any of it: every digit stays as it was sent. */
final class JsonSlices {
  /** So much of what is wrong is told to its sender: it may be a secret. */
  private static final int MAX_REPEATED_CHARS = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // they are the clients' choice
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_002) // what the bus takes, within an event, within an array
                  .maxNameLength(Integer.MAX_VALUE) // the body's length bounds them
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE) // the bus has a limit of its own
                  .build())
          .errorReportConfiguration(
              ErrorReportConfiguration.builder().maxErrorTokenLength(MAX_REPEATED_CHARS).build())
          .build();

  private JsonSlices() {}

  static JsonParser parser(String text) throws IOException {
    return JSON.createParser(text);
  }

  /** Where a value stands in its text, from (inclusive) to (exclusive). */
  record Slice(int from, int to) {
    String of(String text) {
      return text.substring(from, to);
    }
  }

  /** The value that the parser stands at the beginning of; it is then at its end. */
  static Slice slice(JsonParser parser) throws IOException {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return new Slice(from, (int) parser.currentLocation().getCharOffset());
  }

  /** The same as a value. */
  static Json json(JsonParser parser, String text) throws IOException {
    return Json.parse(slice(parser).of(text));
  }
}
