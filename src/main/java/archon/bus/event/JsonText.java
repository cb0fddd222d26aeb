package archon.bus.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Work on JSON as text, where building a tree would lose digits or time. */
final class JsonText {
  private static final JsonFactory JSON = Json.factory(Json.constraints(Json.MAX_DEPTH)).build();
  private static final byte[] NULL = ascii("null");
  private static final byte[] NAN = ascii("NaN");
  private static final byte[] INFINITY = ascii("Infinity");
  private static final byte[] MINUS_INFINITY = ascii("-Infinity");

  private JsonText() {}

  /**
   * Throws {@link EventFormatException} unless {@code text} is exactly one JSON value (RFC 8259).
   */
  static void requireValid(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new EventFormatException("JSON: expected a value but the text is empty");
      }
      parser.skipChildren();
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw new EventFormatException(
            "JSON: expected its end at line %d, column %d but more follows"
                .formatted(
                    parser.currentTokenLocation().getLineNr(),
                    parser.currentTokenLocation().getColumnNr()));
      }
    } catch (JsonProcessingException e) {
      throw new EventFormatException("JSON: " + reason(e), e);
    } catch (IOException e) {
      throw new EventFormatException("JSON: " + e.getMessage(), e);
    }
  }

  /** What a parser complains of, and where: {@code Unexpected character … (line 1, column 5)}. */
  static String reason(JsonProcessingException e) {
    String reason = String.valueOf(e.getOriginalMessage());
    if (reason.startsWith("Non-standard token")) { // goes on with an option of the parser
      reason = "found NaN or Infinity, which JSON does not have";
    }
    return e.getLocation() == null
        ? reason
        : "%s (line %d, column %d)"
            .formatted(reason, e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /** JSON text as UTF-8. Lone surrogates, which UTF-8 cannot carry, become escapes. */
  static byte[] utf8(String text) {
    int lone = loneSurrogate(text, 0);
    if (lone < 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    int from = 0;
    while (lone >= 0) {
      escaped.append(text, from, lone).append("\\u%04x".formatted((int) text.charAt(lone)));
      from = lone + 1;
      lone = loneSurrogate(text, from);
    }
    return escaped.append(text, from, text.length()).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Index of the first surrogate from {@code from} on that is not half of a pair, or -1. */
  static int loneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /**
   * Copies JSON without the white space between tokens; NaN and the Infinities, which Python
   * writes, become null.
   *
   * @throws EventFormatException if it is not UTF-8 or holds a word that neither JSON nor Python
   *     knows
   */
  static byte[] compact(byte[] json, int from, int to) {
    Utf8Writer out = new Utf8Writer(to - from);
    int copied = from; // everything before is in out, or was left out
    int i = from;
    while (i < to) {
      byte b = json[i];
      if (b == '"') {
        i = stringEnd(json, i, to);
      } else if (b == ' ' || b == '\t' || b == '\n' || b == '\r') {
        out.raw(json, copied, i);
        copied = ++i;
      } else if (b == 'N' || b == 'I' || (b == '-' && i + 1 < to && json[i + 1] == 'I')) {
        out.raw(json, copied, i).raw(NULL);
        i += nonNumberLength(json, i, from, to);
        copied = i;
      } else {
        i++;
      }
    }
    out.raw(json, copied, to);
    byte[] text = out.toByteArray();
    if (!isAscii(text)) {
      requireUtf8(text);
    }
    return text;
  }

  private static int nonNumberLength(byte[] json, int at, int from, int to) {
    for (byte[] word : new byte[][] {NAN, INFINITY, MINUS_INFINITY}) {
      boolean found = to - at >= word.length;
      for (int i = 0; found && i < word.length; i++) {
        found = json[at + i] == word[i];
      }
      if (found && (at == from || json[at - 1] != '+')) {
        return word.length;
      }
    }
    throw new EventFormatException("JSON: expected a number but found a word at byte " + at);
  }

  private static boolean isAscii(byte[] text) {
    byte highBits = 0;
    for (byte b : text) {
      highBits |= b;
    }
    return highBits >= 0;
  }

  private static void requireUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new EventFormatException("JSON: expected UTF-8 but found other bytes", e);
    }
  }

  /** Deepest nesting of objects and arrays in valid JSON. */
  static int depth(byte[] json) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < json.length; i++) {
      switch (json[i]) {
        case '"' -> i = stringEnd(json, i, json.length) - 1;
        case '{', '[' -> deepest = Math.max(deepest, ++depth);
        case '}', ']' -> depth--;
        default -> {}
      }
    }
    return deepest;
  }

  private static int stringEnd(byte[] json, int openingQuote, int to) {
    int i = openingQuote + 1;
    while (i < to && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, to);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
