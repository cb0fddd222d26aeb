package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import archon.bus.event.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Pekko serializer made of a value, and its form as members of a JSON object:
 *
 * <pre>
 * "payload":{"amount":5},"serializer":31,"manifest":"com.example.Deposited"   the bytes are one compact JSON object or array
 * "payload_base64":"rO0ABQ==","serializer":20                                 any other bytes
 * </pre>
 *
 * Either way the serializer gets back exactly the bytes it made.
 *
 * @param serializer identifier of the serializer
 * @param manifest what the serializer wants to know beside the bytes; may be empty
 */
@SuppressWarnings(
    "ArrayRecordComponent") // handed from a serializer to a line and back: nobody compares or
// changes it
record KeptPayload(byte[] bytes, int serializer, String manifest) {
  static final String PAYLOAD = "payload";
  static final String PAYLOAD_BASE64 = "payload_base64";
  static final String SERIALIZER = "serializer";
  static final String MANIFEST = "manifest";

  /** Writes the members into the object that is open. */
  void writeTo(JsonGenerator out) throws IOException {
    String json = asCompactJson(bytes);
    if (json != null) {
      out.writeFieldName(PAYLOAD);
      out.writeRawValue(json);
    } else {
      out.writeBinaryField(PAYLOAD_BASE64, bytes);
    }
    out.writeNumberField(SERIALIZER, serializer);
    if (!manifest.isEmpty()) {
      out.writeStringField(MANIFEST, manifest);
    }
  }

  /** The bytes as text that can stand in a line as it is; null if they are anything else. */
  private static @Nullable String asCompactJson(byte[] bytes) {
    if (bytes.length < 2 || (bytes[0] != '{' && bytes[0] != '[')) {
      return null;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      // Parsing alone would let white space and malformed UTF-8 through, which would come back
      // changed.
      boolean exact =
          Json.parse(text).toString().equals(text)
              && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
      return exact ? text : null;
    } catch (EventFormatException notJson) {
      return null;
    }
  }

  /** Collects the members while an object is read. */
  static final class Reader {
    private final byte[] source;
    private byte @Nullable [] bytes;
    private @Nullable Integer serializer;
    private String manifest = "";

    /**
     * @param source the bytes that are being parsed, from their beginning
     */
    Reader(byte[] source) {
      this.source = source;
    }

    /** Takes the value the parser stands on if {@code member} is one of ours. */
    boolean take(String member, JsonParser parser) throws IOException {
      switch (member) {
        case PAYLOAD -> bytes = slice(parser);
        case PAYLOAD_BASE64 -> bytes = parser.getBinaryValue();
        case SERIALIZER -> serializer = parser.getIntValue();
        case MANIFEST -> manifest = parser.getText();
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Reads an object that holds nothing else. */
    KeptPayload readObject(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (!take(member, parser)) {
          parser.skipChildren();
        }
      }
      return kept();
    }

    KeptPayload kept() {
      if (bytes == null || serializer == null) {
        throw new EventFormatException(
            "kept value: expected the members \"%s\" or \"%s\", and \"%s\"; see docs/journal-format.md"
                .formatted(PAYLOAD, PAYLOAD_BASE64, SERIALIZER));
      }
      return new KeptPayload(Objects.requireNonNull(bytes), serializer, manifest);
    }

    private byte[] slice(JsonParser parser) throws IOException {
      int start = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      return Arrays.copyOfRange(source, start, (int) parser.currentLocation().getByteOffset());
    }
  }
}
