package archon.bus.cli;

import archon.bus.settings.EventsDirectory;
import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the events are, and who said so.
 *
 * @param origin for people: {@code --events-dir}, a variable, a file and line
 * @param isDefault whether nobody said so
 */
record EventsPlace(Path directory, String origin, boolean isDefault) {

  /**
   * @param option what {@code --events-dir} says, or null
   * @param bus the section {@code archon.bus}
   * @throws archon.bus.journal.UnsafeFile if it is the default directory and not safely the user's
   *     own
   */
  static EventsPlace find(@Nullable Path option, Map<String, String> environment, Config bus) {
    if (option != null) {
      return new EventsPlace(option, "--events-dir", false);
    }
    String variable = EventsDirectory.ENVIRONMENT_VARIABLE;
    if (!environment.getOrDefault(variable, "").isEmpty()) {
      return new EventsPlace(Path.of(environment.get(variable)), "environment " + variable, false);
    }
    String configured = bus.getString("events-dir");
    if (!configured.isEmpty()) {
      String origin = SettingOrigin.of(bus.getValue("events-dir").origin());
      return new EventsPlace(Path.of(configured), origin, false);
    }
    Path directory = EventsDirectory.resolve(bus.atPath("archon.bus"), environment);
    return new EventsPlace(directory, "default", true);
  }

  boolean exists() {
    return Files.isDirectory(directory);
  }

  /**
   * For commands that only read: they create nothing. An absent default directory is an empty one,
   * an absent one that somebody named a mistake.
   */
  void requireReadable() {
    if (!Files.exists(directory)) {
      if (!isDefault) {
        throw new CliFailure(
            "events directory %s (%s): expected a directory but there is none; publish creates it"
                .formatted(directory, origin));
      }
    } else if (!Files.isDirectory(directory)) {
      throw new CliFailure(
          "events directory %s (%s): expected a directory but found a file"
              .formatted(directory, origin));
    } else if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new CliFailure(
          "events directory %s (%s): expected permission to read it; ask its owner or choose another"
              .formatted(directory, origin));
    }
  }
}
