package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventJson;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicSnapshot;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/**
 * What topics persist, for snapshot stores and for journals other than ours. Manifests and content:
 *
 * <pre>
 * TopicSnapshot/1   {"last_seq":42,"recent":"…"}                         digests as base64, 20 bytes each
 * TopicFact/1       {"first_seq":41}\n{"id":…}\n{"id":…}\n               the events, a line each
 *                   {"first_seq":41,"digests":"…"}\n                     a recalled fact
 * </pre>
 */
public final class TopicSerializer extends SerializerWithStringManifest {
  static final String SNAPSHOT_1 = "TopicSnapshot/1";
  static final String FACT_1 = "TopicFact/1";

  /** Stands in stored files: it never changes. Pekko keeps 0 to 40 for itself. */
  static final int IDENTIFIER = 7_301;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    if (value instanceof TopicSnapshot) {
      return SNAPSHOT_1;
    }
    if (value instanceof TopicFact) {
      return FACT_1;
    }
    throw new IllegalArgumentException(
        "expected a topic's fact or snapshot but found a " + value.getClass().getName());
  }

  @Override
  public byte[] toBinary(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (manifest(value).equals(SNAPSHOT_1)) {
        TopicSnapshot snapshot = (TopicSnapshot) value;
        writeObject(
            out, "last_seq", snapshot.lastSeq(), "recent", Digests.toBytes(snapshot.recent()));
      } else {
        writeFact(out, (TopicFact) value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }

  private static void writeFact(ByteArrayOutputStream out, TopicFact fact) throws IOException {
    boolean recalled = fact.events().isEmpty();
    writeObject(
        out,
        "first_seq",
        fact.firstSeq(),
        "digests",
        recalled ? Digests.toBytes(fact.digests()) : null);
    out.write('\n');
    for (EncodedEvent event : fact.events()) {
      out.write(event.head());
      out.write('}');
      out.write('\n');
    }
  }

  private static void writeObject(
      ByteArrayOutputStream target,
      String numberName,
      long number,
      String bytesName,
      byte @Nullable [] bytes)
      throws IOException {
    try (JsonGenerator out = KeptValue.JSON.createGenerator(target)) {
      out.writeStartObject();
      out.writeNumberField(numberName, number);
      if (bytes != null) {
        out.writeBinaryField(bytesName, bytes);
      }
      out.writeEndObject();
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return switch (manifest) {
      case SNAPSHOT_1 -> {
        NumberAndBytes read = NumberAndBytes.read(bytes, bytes.length, false);
        yield new TopicSnapshot(read.number, Digests.fromBytes(read.bytes));
      }
      case FACT_1 -> readFact(bytes);
      default ->
          throw new NotSerializableException(
              "manifest \"%s\": expected %s or %s; it was written by a newer version"
                  .formatted(manifest, SNAPSHOT_1, FACT_1));
    };
  }

  /** Of a serialized snapshot, without decoding its digests, which stand behind it. */
  static long lastSeq(byte[] snapshot) {
    return NumberAndBytes.read(snapshot, snapshot.length, true).number;
  }

  private static TopicFact readFact(byte[] bytes) {
    int lineEnd = endOfLine(bytes, 0);
    NumberAndBytes first = NumberAndBytes.read(bytes, lineEnd, false);
    List<EncodedEvent> events = new ArrayList<>();
    for (int start = lineEnd + 1; start < bytes.length; start = lineEnd + 1) {
      lineEnd = endOfLine(bytes, start);
      events.add(
          EncodedEvent.of(EventJson.read(bytes, start, lineEnd, TopicSerializer::refuseMissingId)));
    }
    return events.isEmpty()
        ? TopicFact.recalled(first.number, Digests.fromBytes(first.bytes))
        : TopicFact.of(first.number, events);
  }

  private static int endOfLine(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static String refuseMissingId() {
    throw new EventFormatException("stored fact: expected an id in each event but one has none");
  }

  /** The one number and the one byte string of an object. */
  private static final class NumberAndBytes {
    long number;
    byte[] bytes = {};

    static NumberAndBytes read(byte[] json, int length, boolean numberOnly) {
      NumberAndBytes result = new NumberAndBytes();
      try (JsonParser parser = KeptValue.JSON.createParser(json, 0, length)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          parser.nextToken();
          switch (parser.currentName()) {
            case "last_seq", "first_seq" -> {
              result.number = parser.getLongValue();
              if (numberOnly) {
                return result;
              }
            }
            case "recent", "digests" -> result.bytes = base64(json, length, parser);
            default -> parser.skipChildren();
          }
        }
        return result;
      } catch (IOException | IllegalArgumentException e) {
        throw new EventFormatException(
            "stored topic fact or snapshot: expected a JSON object: " + e.getMessage(), e);
      }
    }

    /**
     * The string the parser stands on. In a process that has just started, where nothing is
     * compiled yet, the parser's own decoder takes three times as long.
     */
    private static byte[] base64(byte[] json, int length, JsonParser parser) {
      int start = (int) parser.currentTokenLocation().getByteOffset() + 1;
      String text = new String(json, start, length - start, StandardCharsets.ISO_8859_1);
      int end = text.indexOf('"'); // none if the text was cut, which the parser then tells
      return Base64.getDecoder().decode(end < 0 ? text : text.substring(0, end));
    }
  }
}
