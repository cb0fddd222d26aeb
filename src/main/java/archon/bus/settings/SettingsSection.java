package archon.bus.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.function.Function;

/** Reads a section of the configuration, so that what is wrong in it is told with its place. */
public final class SettingsSection {
  private SettingsSection() {}

  /**
   * The settings that {@code reading} takes from a section below {@code archon.bus}.
   *
   * @throws ConfigProblem if a value is of another type; {@code reading} itself knows its keys only
   */
  public static <T> T read(Config bus, String section, Function<Config, T> reading) {
    try {
      return reading.apply(bus.getConfig(section));
    } catch (ConfigException e) {
      throw new ConfigProblem(
          "configuration: archon.bus.%s: %s".formatted(section, e.getMessage()), e);
    }
  }
}
