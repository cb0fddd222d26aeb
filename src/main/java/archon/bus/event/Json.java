package archon.bus.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value, kept as its compact UTF-8 text and parsed only when somebody looks
 * inside: numbers of any size and precision, member order and unicode stay exactly as written. Two
 * values are equal when they hold the same members and elements; the order of members does not
 * count. Safe from any thread.
 */
public final class Json {
  /**
   * Longest number read, in digits: beyond it decoding takes time out of proportion. The value is
   * Python's own limit.
   */
  static final int MAX_NUMBER_LENGTH = 4_300;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(MAX_NUMBER_LENGTH).build())
                  .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .addModule(new FiniteNumbersModule())
          .build();

  public static final Json EMPTY_OBJECT = new Json("{}".getBytes(StandardCharsets.US_ASCII));
  public static final Json NULL = new Json("null".getBytes(StandardCharsets.US_ASCII));

  private final byte[] utf8;

  private Json(byte[] compactUtf8) {
    this.utf8 = compactUtf8;
  }

  /**
   * The JSON of {@code value}: a {@code Map}, a list, a record, a Jackson {@code JsonNode}, a
   * string … whatever Jackson writes.
   *
   * @throws EventRefused if it cannot be written as JSON, for instance because it holds NaN
   */
  public static Json of(@Nullable Object value) {
    if (value instanceof Json json) {
      return json;
    }
    try {
      String text = MAPPER.writeValueAsString(value);
      return new Json(JsonText.compact(text));
    } catch (JsonProcessingException e) {
      throw new EventRefused("value cannot be written as JSON: " + e.getOriginalMessage());
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
    return new Json(JsonText.compact(text));
  }

  /**
   * A slice of a line already seen to be JSON, or Python's extension of it with NaN and Infinity:
   * those become null.
   */
  static Json ofValidated(byte[] line, int from, int to) {
    return new Json(JsonText.compact(line, from, to));
  }

  /**
   * The value as a tree of its own, parsed anew at each call: changing it changes nothing here.
   * Decimals are exact.
   */
  public JsonNode node() {
    try {
      return MAPPER.readTree(utf8);
    } catch (IOException e) {
      throw new UncheckedIOException("JSON once validated cannot be parsed: " + this, e);
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
    return MAPPER.convertValue(node(), type);
  }

  public boolean isObject() {
    return utf8[0] == '{';
  }

  /** Deepest nesting of objects and arrays: 0 for a plain value, 1 for {@code {}}. */
  public int depth() {
    return JsonText.depth(utf8);
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
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Json json
        && (Arrays.equals(utf8, json.utf8) || node().equals(json.node()));
  }

  @Override
  public int hashCode() {
    return node().hashCode();
  }
}
