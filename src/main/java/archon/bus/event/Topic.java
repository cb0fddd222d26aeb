package archon.bus.event;

/**
 * Name of a topic that can be published to: any non-empty string without control characters, {@code
 * *} and {@code >} (those two are wildcards of {@link TopicPattern}). How it becomes a file name,
 * and the length that allows, is the journal's.
 */
public record Topic(String name) {
  public Topic {
    if (name.isEmpty()) {
      throw new EventRefused("topic must be a non-empty string");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c) || c == '*' || c == '>') {
        throw refused(name, i, "no control character, '*' or '>'");
      }
    }
    int lone = JsonText.loneSurrogate(name, 0);
    if (lone >= 0) {
      throw refused(name, lone, "whole unicode characters");
    }
  }

  private static EventRefused refused(String name, int at, String expected) {
    return new EventRefused(
        "topic \"%s\": expected %s but found U+%04X at character %d"
            .formatted(printable(name), expected, (int) name.charAt(at), at + 1));
  }

  /** The name, cut short, with what a terminal would not show as escapes. */
  private static String printable(String name) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), 200); i++) {
      char c = name.charAt(i);
      boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c);
      shown.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return shown.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
