package archon.bus;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds misspelt keys below {@code archon.bus}: {@code reference.conf} states every key there is.
 */
public final class KnownKeys {
  private static final String ROOT = "archon.bus";

  private static final String DISPATCHER = "pekko.actor.default-dispatcher";

  /** Blocks that Pekko reads, with the place of the further keys it takes there. */
  private static final Map<String, String> PEKKO_BLOCKS =
      Map.of(
          "journal", "pekko.persistence.journal-plugin-fallback",
          "snapshot-store", "pekko.persistence.snapshot-store-plugin-fallback",
          "dispatchers.plugin", DISPATCHER,
          "dispatchers.blocking-io", DISPATCHER,
          "dispatchers.reads", DISPATCHER);

  private KnownKeys() {}

  /**
   * Throws {@link ConfigProblem} for the first key that means nothing, naming the nearest one that
   * does, and if the defaults are missing.
   */
  public static void check(Config config) {
    Config ours = ours();
    requireDefaults(config, ours);
    Set<String> known = known(ours);
    for (Map.Entry<String, ConfigValue> entry : config.getConfig(ROOT).entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new ConfigProblem(
            "%s.%s at %s: %s"
                .formatted(
                    ROOT,
                    entry.getKey(),
                    entry.getValue().origin().description(),
                    whatInstead(entry.getKey(), known)));
      }
    }
  }

  /**
   * As parsed: the resolved {@code defaultReference()} holds the system properties too, misspelt
   * ones among them.
   */
  private static Config ours() {
    return ConfigFactory.parseResources(KnownKeys.class.getClassLoader(), "reference.conf")
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
        : "no such key; did you mean %s.%s?".formatted(ROOT, nearest(key, known));
  }

  private static String nearest(String key, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
        .orElseThrow();
  }

  /** Levenshtein distance, by rows (Wagner and Fischer, 1974). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
