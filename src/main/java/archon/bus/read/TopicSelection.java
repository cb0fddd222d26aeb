package archon.bus.read;

import archon.bus.event.TopicPattern;
import java.util.List;

/**
 * Which topics a query reads: those that any of the patterns selects. A plain name selects itself.
 */
public record TopicSelection(List<TopicPattern> patterns) {
  public static final TopicSelection ALL = new TopicSelection(List.of(TopicPattern.ALL));

  public TopicSelection {
    patterns = List.copyOf(patterns);
  }

  public static TopicSelection of(String... topicsOrPatterns) {
    return new TopicSelection(List.of(topicsOrPatterns).stream().map(TopicPattern::new).toList());
  }

  public boolean matches(String topic) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(topic));
  }
}
