package archon.bus.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds misspelt keys below {@code archon.bus}: {@code reference.conf} states every key there is,
 * but for those inside the objects of a list.
 */
public final class KnownKeys {
  private static final String ROOT = "archon.bus";

  private static final String DISPATCHER = "pekko.actor.default-dispatcher";

  /** Blocks that Pekko reads, with the place of the further keys it takes there. */
  private static final Map<String, String> PEKKO_BLOCKS =
      Map.of(
          "journal", "pekko.persistence.journal-plugin-fallback",
          "snapshot-store", "pekko.persistence.snapshot-store-plugin-fallback",
          "dispatchers.actors", DISPATCHER,
          "dispatchers.blocking-io", DISPATCHER,
          "dispatchers.reads", DISPATCHER);

  /** Blocks that Pekko reads and whose keys users choose: the names and classes of adapters. */
  private static final Pattern USERS_BLOCKS =
      Pattern.compile("journal\\.event-adapter(s|-bindings)\\..+");

  private KnownKeys() {}

  /**
   * Throws {@link ConfigProblem} for the first key that means nothing, naming the nearest one that
   * does, and if the defaults are missing.
   */
  public static void check(Config config) {
    Config ours = ours();
    requireDefaults(config, ours);
    Set<String> known = known(ours);
    Config bus = config.getConfig(ROOT);
    for (Map.Entry<String, ConfigValue> entry : bus.entrySet()) {
      if (!known.contains(entry.getKey())
          && !ListKeys.isPartOfList(entry.getKey())
          && !USERS_BLOCKS.matcher(entry.getKey()).matches()) {
        throw new ConfigProblem(
            "%s.%s at %s: %s"
                .formatted(
                    ROOT,
                    entry.getKey(),
                    entry.getValue().origin().description(),
                    whatInstead(entry.getKey(), known)));
      }
    }
    ListKeys.check(bus);
  }

  /** As {@link #check}, of a configuration in which all keys but those inside lists are known. */
  public static void checkLists(Config config) {
    ListKeys.check(config.getConfig(ROOT));
  }

  /**
   * As parsed: the resolved {@code defaultReference()} holds the system properties too, misspelt
   * ones among them.
   */
  private static Config ours() {
    return ConfigFactory.defaultReferenceUnresolved(KnownKeys.class.getClassLoader())
        .getConfig(ROOT);
  }

  private static void requireDefaults(Config config, Config ours) {
    for (String key : ours.root().keySet()) {
      if (!config.hasPathOrNull(ROOT + "." + key)) {
        throw new ConfigProblem(
            "configuration at %s: expected the defaults of reference.conf but found no %s.%s; add them with withFallback(ConfigFactory.load())"
                .formatted(config.origin().description(), ROOT, key));
      }
    }
  }

  private static Set<String> known(Config ours) {
    Config pekko = ConfigFactory.defaultReference(KnownKeys.class.getClassLoader());
    Set<String> known = new TreeSet<>(keys(ours));
    PEKKO_BLOCKS.forEach(
        (block, fallback) ->
            keys(pekko.getConfig(fallback)).forEach(key -> known.add(block + "." + key)));
    return known;
  }

  private static List<String> keys(Config section) {
    return section.entrySet().stream().map(Map.Entry::getKey).toList();
  }

  private static String whatInstead(String key, Set<String> known) {
    boolean isBlock = known.stream().anyMatch(candidate -> candidate.startsWith(key + "."));
    return isBlock
        ? "expected a block { … } but found a value"
        : "no such key; did you mean %s.%s?".formatted(ROOT, NearestKey.of(key, known));
  }
}
