package archon.bus.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The members of any line that matter to the journal, in whatever order they stand. The slow way:
 * our own lines need it not.
 */
final class LineMembers {
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private @Nullable String topic;
  private @Nullable String timestamp;
  private long seq;
  private long fact;
  private boolean more;
  private long taken;
  private boolean hasId;
  private boolean ofJournal;

  private LineMembers() {}

  /** Reads one line, null if it is not exactly one JSON object. */
  static @Nullable LineMembers read(byte[] line, int from, int to) {
    LineMembers members = new LineMembers();
    try (JsonParser parser = LENIENT.createParser(line, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        members.take(parser, parser.currentName(), parser.nextToken());
      }
      return parser.nextToken() == null ? members : null;
    } catch (IOException e) {
      return null; // malformed is an answer here, not a failure: the bytes are in memory
    }
  }

  private void take(JsonParser parser, String member, JsonToken value) throws IOException {
    switch (member) {
      case "seq" -> seq = number(parser, value);
      case "fact" -> fact = number(parser, value);
      case "more" -> {
        ofJournal = true;
        more = value == JsonToken.VALUE_TRUE;
      }
      case "id" -> hasId = value == JsonToken.VALUE_STRING;
      case LateLines.TAKEN ->
          taken = value == JsonToken.VALUE_NUMBER_INT ? parser.getValueAsLong() : 0;
      case "crc" -> ofJournal = true;
      case "topic" -> topic = value == JsonToken.VALUE_STRING ? parser.getText() : null;
      case "timestamp" -> timestamp = value == JsonToken.VALUE_STRING ? parser.getText() : null;
      default -> {}
    }
    parser.skipChildren();
  }

  private long number(JsonParser parser, JsonToken value) throws IOException {
    ofJournal = true;
    return value == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        ? parser.getLongValue()
        : 0;
  }

  @Nullable String topic() {
    return topic;
  }

  @Nullable String timestamp() {
    return timestamp;
  }

  boolean hasId() {
    return hasId;
  }

  /** Of a line copied from a foreign file, how many were taken with it; 0 for all others. */
  long taken() {
    return taken;
  }

  /** 0 if there is none. */
  long seq() {
    return seq;
  }

  /** The seq if there is none. */
  long fact() {
    return fact == 0 ? seq : fact;
  }

  boolean more() {
    return more;
  }

  /** Whether it has any member that only a journal writes. */
  boolean ofJournal() {
    return ofJournal;
  }
}
