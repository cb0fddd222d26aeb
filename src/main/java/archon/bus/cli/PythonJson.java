package archon.bus.cli;

/**
 * Prints JSON as Python's {@code json.dumps} does: {@code ", "} and {@code ": "} between tokens,
 * non-ASCII characters as escapes. Numbers stay as they are written, so that none loses a digit;
 * Python would print {@code 1.10} as {@code 1.1}. Takes valid, compact JSON.
 */
final class PythonJson {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String json;
  private final StringBuilder out;
  private final int indent; // 0 for one line
  private int depth;
  private int at;

  private PythonJson(String json, StringBuilder out, int indent, int depth) {
    this.json = json;
    this.out = out;
    this.indent = indent;
    this.depth = depth;
  }

  /** As {@code json.dumps(value)}. */
  static String oneLine(String compactJson) {
    StringBuilder out = new StringBuilder(compactJson.length() + 64);
    new PythonJson(compactJson, out, 0, 0).print();
    return out.toString();
  }

  /** As a value {@code depth} levels inside {@code json.dumps(value, indent=2)}. */
  static String indented(String compactJson, int depth) {
    StringBuilder out = new StringBuilder(2 * compactJson.length());
    new PythonJson(compactJson, out, 2, depth).print();
    return out.toString();
  }

  private void print() {
    while (at < json.length()) {
      char c = json.charAt(at++);
      switch (c) {
        case '"' -> string();
        case ':' -> out.append(": ");
        case ',' -> {
          out.append(indent == 0 ? ", " : ",");
          newLine();
        }
        case '{', '[' -> open(c);
        case '}', ']' -> {
          depth--;
          newLine();
          out.append(c);
        }
        default -> out.append(c);
      }
    }
  }

  private void open(char bracket) {
    out.append(bracket);
    char next = json.charAt(at);
    if (next == '}' || next == ']') {
      out.append(next);
      at++;
    } else {
      depth++;
      newLine();
    }
  }

  private void newLine() {
    if (indent > 0) {
      out.append('\n').append(" ".repeat(indent * depth));
    }
  }

  private void string() {
    out.append('"');
    for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
      character(c == '\\' ? escape() : c);
    }
    out.append('"');
  }

  /** The character that the escape after a backslash stands for. */
  private char escape() {
    char c = json.charAt(at++);
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(json, at - 4, at, 16);
      }
      default -> c;
    };
  }

  private void character(char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= ' ' && c <= '~') {
          out.append(c);
        } else {
          out.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX[(c >> shift) & 0xf]);
          }
        }
      }
    }
  }
}
