package archon.bus.settings;

import archon.bus.http.HttpSettings;
import archon.bus.journal.JournalSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The keys inside the objects of a list, which {@code reference.conf} cannot state: its lists are
 * empty.
 *
 * @param block the one below {@code archon.bus} that the list is in
 * @param first the key that an object begins with, for messages
 * @param known of an object; asked for only if there is one
 */
record ListKeys(String block, String list, String first, Supplier<Set<String>> known) {
  private static final List<ListKeys> ALL =
      List.of(
          new ListKeys("journal", "topics", "topic", JournalSettings::topicRuleKeys),
          new ListKeys("http", "tokens", "name", HttpSettings::tokenKeys));

  /**
   * Whether {@code key} stands for a part of a list: {@code -Darchon.bus.journal.topics.0.topic=…}.
   */
  static boolean isPartOfList(String key) {
    return ALL.stream().anyMatch(keys -> key.startsWith(keys.path() + "."));
  }

  /** Throws {@link ConfigProblem} for the first key that means nothing there. */
  static void check(Config bus) {
    ALL.forEach(keys -> keys.checkObjects(bus));
  }

  private String path() {
    return block + "." + list;
  }

  private void checkObjects(Config bus) {
    int index = 0;
    for (Config object : objects(bus)) {
      String place = "archon.bus.%s[%d]".formatted(path(), index++);
      for (Map.Entry<String, ConfigOrigin> key : keys(object).entrySet()) {
        if (!known.get().contains(key.getKey())) {
          throw new ConfigProblem(
              "%s.%s at %s: %s"
                  .formatted(
                      place,
                      key.getKey(),
                      key.getValue().description(),
                      whatInstead(place, key.getKey(), bus)));
        }
      }
    }
  }

  private Iterable<? extends Config> objects(Config bus) {
    try {
      return bus.getConfigList(path());
    } catch (ConfigException e) {
      throw new ConfigProblem(
          "archon.bus.%s (%s): expected a list of objects [{ %s = … }, …] but found something else"
              .formatted(path(), bus.getObject(block).origin().description(), first),
          e);
    }
  }

  private static Map<String, ConfigOrigin> keys(Config object) {
    Map<String, ConfigOrigin> keys = new TreeMap<>();
    object.entrySet().forEach(entry -> keys.put(entry.getKey(), entry.getValue().origin()));
    return keys;
  }

  private String whatInstead(String place, String key, Config bus) {
    if (known.get().stream().anyMatch(candidate -> candidate.startsWith(key + "."))) {
      return "expected a block { … } but found a value";
    }
    if (bus.getConfig(block).hasPathOrNull(key)) {
      return "this holds for all %s alike; state it as archon.bus.%s.%s"
          .formatted(list, block, key);
    }
    String nearest = NearestKey.of(key, new TreeSet<>(known.get()));
    return "no such key; did you mean %s.%s?".formatted(place, nearest);
  }
}
