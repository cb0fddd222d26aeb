package archon.bus;

import archon.bus.journal.JournalSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys inside the objects of {@code archon.bus.journal.topics}, which {@code reference.conf}
 * cannot list: it has no topics.
 */
final class TopicRuleKeys {
  static final String LIST = "journal.topics";

  private static final String FULL_LIST = "archon.bus." + LIST;

  private TopicRuleKeys() {}

  /**
   * Whether {@code key} stands for a part of the list: {@code
   * -Darchon.bus.journal.topics.0.topic=…}.
   */
  static boolean isPartOfList(String key) {
    return key.startsWith(LIST + ".");
  }

  /** Throws {@link ConfigProblem} for the first key that means nothing there. */
  static void check(Config bus) {
    Config journal = bus.getConfig("journal");
    int index = 0;
    for (Config rule : objects(bus)) {
      String place = "%s[%d]".formatted(FULL_LIST, index++);
      new TreeMap<>(keys(rule)).forEach((key, origin) -> check(place, key, origin, journal));
    }
  }

  private static Iterable<? extends Config> objects(Config bus) {
    try {
      return bus.getConfigList(LIST);
    } catch (ConfigException e) {
      throw new ConfigProblem(
          "%s (%s): expected a list of objects [{ topic = … }, …] but found something else"
              .formatted(FULL_LIST, bus.getObject("journal").origin().description()),
          e);
    }
  }

  private static Map<String, ConfigOrigin> keys(Config rule) {
    Map<String, ConfigOrigin> keys = new TreeMap<>();
    rule.entrySet().forEach(entry -> keys.put(entry.getKey(), entry.getValue().origin()));
    return keys;
  }

  private static void check(String place, String key, ConfigOrigin origin, Config journal) {
    if (JournalSettings.topicRuleKeys().contains(key)) {
      return;
    }
    throw new ConfigProblem(
        "%s.%s at %s: %s"
            .formatted(place, key, origin.description(), whatInstead(place, key, journal)));
  }

  private static String whatInstead(String place, String key, Config journal) {
    if (JournalSettings.topicRuleKeys().stream().anyMatch(known -> known.startsWith(key + "."))) {
      return "expected a block { … } but found a value";
    }
    if (journal.hasPathOrNull(key)) {
      return "this holds for all topics alike; state it as archon.bus.journal." + key;
    }
    String nearest = NearestKey.of(key, new TreeSet<>(JournalSettings.topicRuleKeys()));
    return "no such key; did you mean %s.%s?".formatted(place, nearest);
  }
}
