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
        throw new EventRefused(
            "topic \"%s\": expected no control character, '*' or '>' but found U+%04X at character %d"
                .formatted(printable(name), (int) c, i + 1));
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == name.length()
            || !Character.isLowSurrogate(name.charAt(i + 1))) {
          throw new EventRefused(
              "topic \"%s\": expected whole unicode characters but found the lone surrogate U+%04X at character %d"
                  .formatted(printable(name), (int) c, i + 1));
        }
        i++;
      }
    }
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(200)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
