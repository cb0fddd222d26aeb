package archon.bus.http;

import archon.bus.event.TopicPattern;
import archon.bus.read.TopicSelection;
import java.util.List;

/**
 * What the holder of a token may do: for each right, the topics it holds for.
 *
 * @param name of the token, for messages; never the token itself
 */
record Access(
    String name, List<TopicPattern> publish, List<TopicPattern> read, List<TopicPattern> clear) {
  private static final List<TopicPattern> EVERYTHING = List.of(TopicPattern.ALL);

  /** Every right for every topic. */
  static Access everything(String name) {
    return new Access(name, EVERYTHING, EVERYTHING, EVERYTHING);
  }

  /** The topics that {@code right} holds for. */
  TopicSelection topics(Right right) {
    return new TopicSelection(
        switch (right) {
          case PUBLISH -> publish;
          case READ -> read;
          case CLEAR -> clear;
        });
  }

  /** Throws a 403 unless {@code right} holds for something. */
  void require(Right right) {
    if (topics(right).patterns().isEmpty()) {
      throw refused(right, "any topic");
    }
  }

  /** Throws a 403 unless {@code right} holds for {@code topic}. */
  void require(Right right, String topic) {
    if (!topics(right).matches(topic)) {
      throw refused(right, "topic \"" + topic + "\"");
    }
  }

  /** Throws a 403 unless {@code right} holds for every topic that {@code selected} selects. */
  void require(Right right, TopicPattern selected) {
    if (topics(right).patterns().stream().noneMatch(granted -> granted.covers(selected))) {
      throw refused(right, "all of \"" + selected + "\"");
    }
  }

  private Refusal refused(Right right, String topics) {
    return Refusal.of(
        Problem.Kind.FORBIDDEN,
        "token \"%s\": expected the right to %s %s, which it does not have"
            .formatted(name, right.word(), topics));
  }
}
