package archon.bus.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.TreeMap;

/** Shows settings. */
final class ConfigCommand extends Command {
  private static final String EVENTS_DIR = "events-dir";

  private final ArchonBusCli cli;

  ConfigCommand(ArchonBusCli cli) {
    super("Print every setting of archon.bus that is in effect, and where it was stated.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    Config bus = configuration.bus();
    Map<String, ConfigValue> values = new TreeMap<>();
    bus.entrySet().forEach(entry -> put(values, entry.getKey(), entry.getValue()));
    values.forEach(
        (key, value) -> {
          if (key.equals(EVENTS_DIR)) {
            print(key, ConfigUtil.quoteString(place.directory().toString()), place.origin());
          } else {
            print(
                key, value.render(ConfigRenderOptions.concise()), SettingOrigin.of(value.origin()));
          }
        });
    return ExitCode.OK;
  }

  /**
   * An object in a list with a line for each of its keys, so that each has its origin; {@code
   * topics.0.sync} is what HOCON and {@code -D} take for the key of the list's first object.
   */
  private static void put(Map<String, ConfigValue> values, String key, ConfigValue value) {
    if (value instanceof ConfigList list
        && list.stream().anyMatch(ConfigObject.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        put(values, key + "." + i, list.get(i));
      }
    } else if (value instanceof ConfigObject object) {
      object.forEach((inner, innerValue) -> put(values, key + "." + inner, innerValue));
    } else {
      values.put(key, value);
    }
  }

  private void print(String key, String value, String origin) {
    cli.console().out().line("archon.bus.%s = %s  # %s".formatted(key, value, origin));
  }
}
