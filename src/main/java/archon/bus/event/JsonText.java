package archon.bus.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Work on JSON as text, where building a tree would lose digits or time. */
final class JsonText {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private JsonText() {}

  /** Throws {@link EventFormatException} unless {@code text} is exactly one JSON value. */
  static void requireValid(String text) {
    try (JsonParser parser = Json.MAPPER.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new EventFormatException("JSON expected but the text is empty");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new EventFormatException(
            "JSON text goes on after its end at line %d, column %d"
                .formatted(
                    parser.currentTokenLocation().getLineNr(),
                    parser.currentTokenLocation().getColumnNr()));
      }
    } catch (JsonProcessingException e) {
      throw new EventFormatException(
          "not JSON: %s (line %d, column %d)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new EventFormatException("not JSON: " + e.getMessage(), e);
    }
  }

  /** Valid JSON text as compact UTF-8; lone surrogates become escapes. */
  static byte[] compact(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return compactWithSurrogates(text);
      }
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return compact(utf8, 0, utf8.length);
  }

  private static byte[] compactWithSurrogates(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        escaped.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c)) {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    byte[] utf8 = escaped.toString().getBytes(StandardCharsets.UTF_8);
    return compact(utf8, 0, utf8.length);
  }

  /**
   * Copies JSON without the white space between tokens; NaN and the Infinities, which are not JSON,
   * become null.
   */
  static byte[] compact(byte[] json, int from, int to) {
    Utf8Writer out = new Utf8Writer(to - from);
    int i = from;
    while (i < to) {
      byte b = json[i];
      if (b == '"') {
        int end = stringEnd(json, i, to);
        out.raw(json, i, end);
        i = end;
      } else if (b == 'N' || b == 'I' || (b == '-' && i + 1 < to && json[i + 1] == 'I')) {
        out.raw(NULL);
        i = wordEnd(json, i + 1, to);
      } else {
        if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
          out.raw(b);
        }
        i++;
      }
    }
    return out.toByteArray();
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

  private static int wordEnd(byte[] json, int from, int to) {
    int i = from;
    while (i < to && ((json[i] >= 'a' && json[i] <= 'z') || (json[i] >= 'A' && json[i] <= 'Z'))) {
      i++;
    }
    return i;
  }
}
