package archon.bus.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value, kept as its compact UTF-8 text and parsed only when somebody looks
 * inside: numbers of any size and precision, member order, repeated members and unicode stay
 * exactly as written. Two values are equal when they hold the same members and elements; the order
 * of members does not count, nor do zeros at the end of a decimal. Safe from any thread.
 */
public final class Json {
  /** Deepest nesting that is read or written, whatever the limits for publishing are. */
  static final int MAX_DEPTH = 1_000;

  /**
   * Longest number read, in characters: beyond it decoding takes time out of proportion. Python's
   * own limit for integers, see https://docs.python.org/3/library/stdtypes.html#int-max-str-digits.
   */
  static final int MAX_NUMBER_LENGTH = 4_300;

  private static final int UNKNOWN = -1;

  public static final Json EMPTY_OBJECT = new Json("{}".getBytes(StandardCharsets.US_ASCII));
  public static final Json NULL = new Json("null".getBytes(StandardCharsets.US_ASCII));

  private final byte[] utf8;
  private int depth; // found when asked for, if it is not known; a race finds the same

  private Json(byte[] compactUtf8) {
    this(compactUtf8, UNKNOWN);
  }

  Json(byte[] compactUtf8, int depth) {
    this.utf8 = compactUtf8;
    this.depth = depth;
  }

  /**
   * The JSON of {@code value}: a {@code Map}, a list, a record, a Jackson {@code JsonNode}, a
   * string … whatever Jackson writes. A string becomes a JSON string: for JSON text see {@link
   * #parse}. Maps without an order of their own ({@code Map.of}, {@code HashMap}) are written
   * sorted by key, so that the same content gives the same text in every process.
   *
   * @throws EventRefused if it cannot be written as JSON, for instance because it holds NaN
   */
  public static Json of(@Nullable Object value) {
    if (value instanceof Json json) {
      return json;
    }
    Json plain = PlainJson.of(value);
    if (plain != null) {
      return plain;
    }
    try {
      return parse(Trees.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new EventRefused("value cannot be written as JSON: " + e.getOriginalMessage());
    } catch (EventFormatException e) {
      throw new EventRefused("value cannot be written as JSON: " + e.getMessage());
    }
  }

  /**
   * Reads JSON text.
   *
   * @throws EventFormatException if it is not exactly one JSON value (RFC 8259), with line and
   *     column
   */
  public static Json parse(String text) {
    JsonText.requireValid(text);
    byte[] utf8 = JsonText.utf8(text);
    return new Json(JsonText.compact(utf8, 0, utf8.length));
  }

  /**
   * A slice of a line already seen to be JSON, or Python's extension of it with NaN and Infinity:
   * those become null.
   */
  static Json ofValidated(byte[] line, int from, int to) {
    return new Json(JsonText.compact(line, from, to));
  }

  /**
   * A value whose compact UTF-8 text was stored by a journal, which has seen by a checksum that
   * these are still its bytes. It is believed, not read: for anything else there is {@link #parse}.
   *
   * @param compactUtf8 not changed any more
   */
  public static Json ofStored(byte[] compactUtf8) {
    return new Json(compactUtf8);
  }

  /**
   * The value as a tree of its own, parsed anew at each call: changing it changes nothing here.
   * Decimals are exact; of members with the same name the last one counts.
   *
   * @throws EventFormatException if it holds a number no {@code BigDecimal} can (an exponent of
   *     more than nine digits)
   */
  public JsonNode node() {
    try {
      return Trees.MAPPER.readTree(utf8);
    } catch (NumberFormatException | IOException e) {
      throw new EventFormatException("JSON text kept but not read: " + e.getMessage(), e);
    }
  }

  /**
   * The member {@code name} of an object; a missing node (see {@link JsonNode#isMissingNode}) if
   * there is none.
   */
  public JsonNode get(String name) {
    return node().path(name);
  }

  /**
   * The value as {@code type}, by Jackson's rules. Throws {@link IllegalArgumentException} if it
   * does not fit.
   */
  public <T> T as(Class<T> type) {
    return Trees.MAPPER.convertValue(node(), type);
  }

  public boolean isObject() {
    return utf8[0] == '{';
  }

  /** Deepest nesting of objects and arrays: 0 for a plain value, 1 for {@code {}}. */
  public int depth() {
    int known = depth;
    if (known == UNKNOWN) {
      known = JsonText.depth(utf8);
      depth = known;
    }
    return known;
  }

  /** Size of the text in bytes. */
  public int sizeInBytes() {
    return utf8.length;
  }

  void writeTo(Utf8Writer out) {
    out.raw(utf8);
  }

  /** The compact text. */
  @Override
  @JsonValue
  @JsonRawValue
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Json json)) {
      return false;
    }
    if (Arrays.equals(utf8, json.utf8)) {
      return true;
    }
    JsonNode tree = nodeOrNull();
    return tree != null && tree.equals(json.nodeOrNull());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(nodeOrNull());
  }

  private @Nullable JsonNode nodeOrNull() {
    try {
      return node();
    } catch (EventFormatException unreadableNumber) {
      return null; // equal to the same text only
    }
  }

  static StreamReadConstraints constraints(int maxDepth) {
    // Names and strings are bounded by the text they stand in, which the caller already holds.
    return StreamReadConstraints.builder()
        .maxNestingDepth(maxDepth)
        .maxNumberLength(MAX_NUMBER_LENGTH)
        .maxNameLength(Integer.MAX_VALUE)
        .maxStringLength(Integer.MAX_VALUE)
        .build();
  }

  static JsonFactoryBuilder factory(StreamReadConstraints constraints) {
    return (JsonFactoryBuilder)
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            // Member names are the publishers' choice: interned they would fill the JVM's own
            // table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
  }

  /** Made when first used: it takes a tenth of a short command's time, and few values need it. */
  static final class Trees {
    static final JsonMapper MAPPER =
        JsonMapper.builder(factory(constraints(MAX_DEPTH)).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // As bare words they are found and refused below; as strings they would slip through.
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .addModule(new StableOrderModule())
            .build();

    private Trees() {}
  }
}
