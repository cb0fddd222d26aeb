package archon.bus.cli;

import archon.bus.journal.JournalSettings;
import archon.bus.settings.KnownKeys;
import archon.bus.settings.SettingsSection;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one run. The first that states a key wins: options, system properties, the file
 * of {@code --config} (else {@code application.conf}), defaults.
 */
final class Configuration {
  private static final String ROOT = "archon.bus";
  private static final Config NO_DIRECTORY =
      ConfigFactory.parseString("archon.bus.events-dir = \"\""); // as the defaults have it

  private final GlobalOptions options;
  private final Map<String, String> environment;
  private final Config stated; // unresolved, without defaults
  private @Nullable Config whole; // once it was asked for
  private @Nullable Config bus; // once it was asked for

  private Configuration(GlobalOptions options, Map<String, String> environment, Config stated) {
    this.options = options;
    this.environment = environment;
    this.stated = stated;
  }

  static Configuration load(GlobalOptions options, Map<String, String> environment) {
    Config stated =
        ConfigFactory.parseMap(options.settings.value(), SettingOrigin.OPTION)
            .withFallback(ConfigFactory.systemProperties())
            .withFallback(file(options));
    return new Configuration(options, environment, stated);
  }

  private static Config file(GlobalOptions options) {
    Path file = options.configFile.valueOrNull();
    if (file == null) {
      return ConfigFactory.defaultApplication();
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw options.usage(
          "--config %s: expected a readable file but there is none".formatted(file));
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  /**
   * All settings of all libraries, for opening a bus, which checks its own.
   *
   * @throws WrongConfiguration if they cannot be read
   */
  Config whole() {
    if (whole == null) {
      try {
        whole = stated.withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
      } catch (ConfigException e) {
        throw new WrongConfiguration(e);
      }
    }
    return whole;
  }

  /**
   * The section {@code archon.bus}, with our own defaults only: reading Pekko's takes longer than
   * most commands.
   *
   * @throws archon.bus.settings.ConfigProblem if it states a key that means nothing
   * @throws WrongConfiguration if it cannot be read
   */
  Config bus() {
    if (bus == null) {
      bus = readBus();
    }
    return bus;
  }

  private Config readBus() {
    try {
      Config defaults = Defaults.own();
      Config light =
          stated
              .withFallback(defaults)
              .withFallback(ConfigFactory.systemProperties())
              .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
      if (light.isResolved() && hasNoFurtherKeys(light.getConfig(ROOT), defaults.getConfig(ROOT))) {
        KnownKeys.checkLists(light);
        return light.getConfig(ROOT);
      }
      KnownKeys.check(whole()); // settings that Pekko reads, or mistakes
      return whole().getConfig(ROOT);
    } catch (ConfigException e) {
      throw new WrongConfiguration(e);
    }
  }

  private static boolean hasNoFurtherKeys(Config bus, Config defaults) {
    return bus.entrySet().stream().allMatch(entry -> defaults.hasPathOrNull(entry.getKey()));
  }

  JournalSettings journalSettings() {
    return section("journal", JournalSettings::from);
  }

  /**
   * What {@code reading} takes from a section of {@link #bus}.
   *
   * @throws archon.bus.settings.ConfigProblem if a value is of another type
   * @throws WrongConfiguration if one is out of its bounds
   */
  <T> T section(String name, Function<Config, T> reading) {
    try {
      return SettingsSection.read(bus(), name, reading);
    } catch (IllegalArgumentException e) {
      throw new WrongConfiguration(e);
    }
  }

  EventsPlace eventsPlace() {
    Config statedOnly = stated.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
    // What is stated says enough, unless it refers to defaults: those are then read once less.
    Config bus =
        statedOnly.isResolved()
            ? statedOnly.withFallback(NO_DIRECTORY).getConfig(ROOT)
            : whole == null ? bus() : whole.getConfig(ROOT);
    return EventsPlace.find(options.eventsDir.valueOrNull(), environment, bus);
  }
}
