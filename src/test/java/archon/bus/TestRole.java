package archon.bus;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the bus of a test is to its directory. The same is promised of both. */
enum TestRole {
  NODE,
  GUEST;

  /** The node of all guests: one is enough, and it ends with this process. */
  private static @Nullable OtherProcess node;

  EventBus open(Path directory) {
    return open(directory, "");
  }

  /**
   * Opens a bus that plays the role.
   *
   * @param settings HOCON in one line without blanks
   */
  EventBus open(Path directory, String settings) {
    if (this == GUEST) {
      String opened = node().ask("open %s %s".formatted(directory, settings));
      if (!opened.equals("open")) {
        throw new AssertionError(opened);
      }
    }
    return EventBus.open(
        directory, ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
  }

  /** Has the node let go of all directories, once the guests are closed. */
  void leave() {
    if (this == GUEST) {
      node().ask("close");
    }
  }

  private static synchronized OtherProcess node() {
    OtherProcess started = node;
    if (started == null) {
      try {
        started = OtherProcess.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      node = started;
    }
    return started;
  }
}
