package archon.bus.cli;

import archon.bus.EventsDirectory;
import com.sun.security.auth.module.UnixSystem;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
   * @throws CliFailure if it is the default directory and not safely the user's own
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
    requireOwn(directory.resolve("..").normalize());
    requireOwn(directory);
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

  /** Whoever can write the parent of a default directory could put a trap there. */
  private static void requireOwn(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw new CliFailure(
          "default events directory %s: expected a directory but found a symbolic link; name the directory with --events-dir"
              .formatted(path));
    }
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOwn(path)) {
        throw new CliFailure(
            "default events directory %s: expected it to be yours but it belongs to %s; name one with --events-dir"
                .formatted(path, Files.getOwner(path)));
      }
    } catch (IOException e) {
      throw new CliFailure(
          "default events directory %s: cannot tell its owner: %s".formatted(path, e), e);
    }
  }

  private static boolean isOwn(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return true;
    }
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner instanceof Integer uid && uid == new UnixSystem().getUid();
  }
}
