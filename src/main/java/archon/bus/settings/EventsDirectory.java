package archon.bus.settings;

import archon.bus.journal.SafeDirectory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the events are: the first that is given of an explicit choice, the environment, the
 * configuration, the user's state folder.
 */
public final class EventsDirectory {
  /** Environment variable that names the events directory. */
  public static final String ENVIRONMENT_VARIABLE = "ARCHON_BUS_EVENTS_DIR";

  /** The key that names it. */
  public static final String KEY = "archon.bus.events-dir";

  private EventsDirectory() {}

  /**
   * The directory to use where nobody named one in a call: {@value #ENVIRONMENT_VARIABLE}, else
   * {@code archon.bus.events-dir}, else {@code $XDG_STATE_HOME/archon-bus/events} (by the XDG Base
   * Directory Specification {@code ~/.local/state} when that is not set).
   *
   * @throws archon.bus.journal.UnsafeFile if the default directory or the one that holds it is a
   *     symbolic link or another user's: whoever made it could read or forge events
   */
  public static Path resolve(Config config, Map<String, String> environment) {
    String fromEnvironment = environment.getOrDefault(ENVIRONMENT_VARIABLE, "");
    if (!fromEnvironment.isEmpty()) {
      return Path.of(fromEnvironment);
    }
    String configured = configured(config);
    return configured.isEmpty() ? safeDefault(environment) : path(config, configured);
  }

  private static Path safeDefault(Map<String, String> environment) {
    Path ours = userState(environment).resolve("archon-bus");
    Path directory = ours.resolve("events");
    SafeDirectory.requireSafe(ours);
    SafeDirectory.requireSafe(directory);
    return directory;
  }

  private static String configured(Config config) {
    try {
      return config.getString(KEY);
    } catch (ConfigException e) {
      throw new ConfigProblem("configuration: " + e.getMessage(), e);
    }
  }

  private static Path path(Config config, String configured) {
    try {
      return Path.of(configured);
    } catch (InvalidPathException e) {
      throw new ConfigProblem(
          "%s at %s: expected a path but found \"%s\""
              .formatted(KEY, config.getValue(KEY).origin().description(), e.getInput()),
          e);
    }
  }

  private static Path userState(Map<String, String> environment) {
    String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
    // The specification: a relative path in the variable is invalid and to be ignored.
    return !stateHome.isEmpty() && Path.of(stateHome).isAbsolute()
        ? Path.of(stateHome)
        : Path.of(System.getProperty("user.home"), ".local", "state");
  }
}
