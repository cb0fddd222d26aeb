package archon.bus.journal;

import java.nio.charset.StandardCharsets;

/**
 * Walks back from the end of a topic line's head, over values whose length nothing tells, without
 * parsing what stands before them.
 *
 * <p>That is possible because JSON reads the same from behind: outside a string a quote always ends
 * one, and inside it the first quote that has an even number of backslashes before it begins it.
 */
final class LineEnd {
  private static final byte[] METADATA = ascii(",\"metadata\":");

  private LineEnd() {}

  /**
   * Where the member {@code metadata} at the end of a head begins, its comma included; -1 if the
   * head does not end with such a member that holds an object.
   *
   * @param to where the head ends
   */
  static int metadata(byte[] line, int from, int to) {
    int open = openingBrace(line, from, to);
    int member = open - METADATA.length;
    return open > 0 && member > from && LineCodec.matches(line, member, METADATA) ? member : -1;
  }

  /** Where the object that ends before {@code end} begins, -1 if there is none. */
  private static int openingBrace(byte[] line, int from, int end) {
    int depth = 0;
    for (int i = end - 1; i > from; i--) {
      byte b = line[i];
      if (b == '"') {
        i = openingQuote(line, from, i);
        if (i < 0) {
          return -1;
        }
      } else if (b == '}') {
        depth++;
      } else if (b == '{') {
        depth--;
      }
      if (depth == 0) {
        return b == '{' ? i : -1;
      }
    }
    return -1;
  }

  private static int openingQuote(byte[] line, int from, int closing) {
    for (int i = closing - 1; i > from; i--) {
      if (line[i] == '"') {
        int before = i - 1;
        while (before > from && line[before] == '\\') {
          before--;
        }
        if ((i - 1 - before) % 2 == 0) {
          return i;
        }
      }
    }
    return -1;
  }

  /**
   * Where the string that ends before {@code end} begins, -1 if there is none or it holds an
   * escape: then its bytes are not those of the text.
   */
  static int plainString(byte[] line, int from, int end) {
    if (end - 1 <= from || line[end - 1] != '"') {
      return -1;
    }
    for (int i = end - 2; i > from; i--) {
      if (line[i] == '\\') {
        return -1;
      }
      if (line[i] == '"') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
