package archon.bus.event;

/**
 * Selects topics: a plain name selects itself; in a pattern {@code *} stands for exactly one
 * dot-separated token and a final {@code >} for one or more further tokens, as in NATS. {@code
 * task.*} selects {@code task.done} but not {@code task.done.ok}; {@code task.>} selects both;
 * {@code >} selects every topic.
 */
public record TopicPattern(String text) {
  public static final TopicPattern ALL = new TopicPattern(">");

  public TopicPattern {
    if (text.isEmpty()) {
      throw new EventRefused("topic pattern must be a non-empty string");
    }
    String[] tokens = text.split("\\.", -1);
    for (int i = 0; i < tokens.length; i++) {
      boolean wildcard = tokens[i].equals("*") || (tokens[i].equals(">") && i == tokens.length - 1);
      if (!wildcard && (tokens[i].contains("*") || tokens[i].contains(">"))) {
        throw new EventRefused(
            "topic pattern \"%s\": '*' must be a whole dot-separated token and '>' the last one"
                .formatted(text));
      }
    }
  }

  /** Whether this is a plain topic name. */
  public boolean isPlain() {
    return text.indexOf('*') < 0 && text.indexOf('>') < 0;
  }

  /** Whether {@code topic} is selected. */
  public boolean matches(String topic) {
    return isPlain() ? topic.equals(text) : matches(text, 0, topic, 0);
  }

  private static boolean matches(String pattern, int p, String topic, int t) {
    while (true) {
      int patternEnd = tokenEnd(pattern, p);
      int topicEnd = tokenEnd(topic, t);
      if (patternEnd - p == 1 && pattern.charAt(p) == '>') {
        return true;
      }
      boolean any = patternEnd - p == 1 && pattern.charAt(p) == '*';
      if (!any
          && !(patternEnd - p == topicEnd - t
              && pattern.regionMatches(p, topic, t, patternEnd - p))) {
        return false;
      }
      if (patternEnd == pattern.length() || topicEnd == topic.length()) {
        return patternEnd == pattern.length() && topicEnd == topic.length();
      }
      p = patternEnd + 1;
      t = topicEnd + 1;
    }
  }

  /** Whether every topic that {@code other} selects is selected by this one, too. */
  public boolean covers(TopicPattern other) {
    String[] own = text.split("\\.", -1);
    String[] others = other.text.split("\\.", -1);
    for (int i = 0; i < own.length; i++) {
      if (i == others.length) {
        return false;
      }
      if (own[i].equals(">")) {
        return true; // the other one goes on, too
      }
      boolean isAny = own[i].equals("*") && !others[i].equals(">");
      if (!isAny && !own[i].equals(others[i])) {
        return false;
      }
    }
    return own.length == others.length;
  }

  private static int tokenEnd(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }

  @Override
  public String toString() {
    return text;
  }
}
