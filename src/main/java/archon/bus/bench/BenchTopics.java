package archon.bus.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topics of a bench, each with an index from 0. */
final class BenchTopics {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  BenchTopics(int count) {
    for (int index = 0; index < count; index++) {
      String name = "bench.topic-" + (index + 1);
      names.add(name);
      indexes.put(name, index);
    }
  }

  int count() {
    return names.size();
  }

  String name(int index) {
    return names.get(index);
  }

  /** What selects all of them. */
  String pattern() {
    return names.size() == 1 ? names.get(0) : "bench.*";
  }

  /** The index of a topic, -1 for one that is not of the bench. */
  int indexOf(String name) {
    return indexes.getOrDefault(name, -1);
  }
}
