package archon.bus.topic;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

/**
 * Those of Pekko's global defaults that break the bus's promises, and what they have to be instead.
 */
public final class PekkoDefaults {
  static final String STASH_OVERFLOW_STRATEGY = "pekko.persistence.typed.stash-overflow-strategy";

  private static final String NEEDED = STASH_OVERFLOW_STRATEGY + " = fail";

  private PekkoDefaults() {}

  /**
   * What to put above everything else in an actor system of our own. It is a matter of the whole
   * system, so no library may state it in its {@code reference.conf}.
   */
  public static Config overrides() {
    return ConfigFactory.parseString(
        NEEDED,
        ConfigParseOptions.defaults()
            .setOriginDescription("what Archon Bus needs of an actor system"));
  }

  /**
   * Checks an actor system made by somebody else.
   *
   * @throws UnsafeActorSystem if a setting would lose commands, with the line to add
   */
  public static void require(Config config) {
    String strategy = config.getString(STASH_OVERFLOW_STRATEGY);
    if (!strategy.equals("fail")) {
      throw new UnsafeActorSystem(
          "actor system: expected %s = fail but found \"%s\", under which commands vanish; add this line to its configuration: %s"
              .formatted(STASH_OVERFLOW_STRATEGY, strategy, NEEDED));
    }
  }
}
