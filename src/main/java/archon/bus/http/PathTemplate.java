package archon.bus.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path whose segments are words or variables: {@code /v1/topics/{topic}/events}. */
record PathTemplate(String text) {
  private static final char VARIABLE = '{';

  /** The variables' values if {@code segments}, already decoded, are such a path. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> expected = List.of(text.substring(1).split("/", -1));
    if (expected.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String word = expected.get(i);
      String found = segments.get(i);
      if (word.charAt(0) == VARIABLE && !found.isEmpty()) {
        variables.put(word.substring(1, word.length() - 1), found);
      } else if (!word.equals(found)) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** The segments of a request's path: a {@code %2F} stays within its segment. */
  static List<String> segments(Iterable<String> path) {
    List<String> segments = new ArrayList<>();
    path.forEach(segments::add);
    return segments;
  }
}
