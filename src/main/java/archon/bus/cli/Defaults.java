package archon.bus.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;

/**
 * The settings that hold where nobody states another. Reading them takes a good part of a short
 * command's time, so a thread of their own can begin with it while the words of the command are
 * taken in.
 */
final class Defaults {
  private Defaults() {}

  /** Begins to read those that a run with these commands is going to ask for. */
  static void prepareFor(List<String> commands) {
    if (commands.equals(List.of("publish"))) {
      start(Defaults::all);
    } else if (commands.size() == 1) {
      start(Defaults::own);
    }
  }

  private static void start(Runnable reading) {
    Thread thread = new Thread(reading, "defaults");
    thread.setDaemon(true);
    thread.start();
  }

  /** Resolved, which reads them first, and kept by the library: opening a bus takes both. */
  private static void all() {
    try {
      ConfigFactory.defaultReference();
    } catch (ConfigException e) {
      // what is wrong is met again, and told, by who opens the bus
    }
  }

  /** Our own {@code reference.conf} alone: Pekko's takes longer than most commands. */
  static Config own() {
    return Own.CONFIG;
  }

  /** Read once, by the thread that is first; others wait for it. */
  private static final class Own {
    static final Config CONFIG = ConfigFactory.parseURL(reference());
  }

  /** Every library on the class path has one of that name. */
  static URL reference() {
    String path = Defaults.class.getName().replace('.', '/') + ".class";
    String self = String.valueOf(Defaults.class.getClassLoader().getResource(path));
    try {
      String root = self.substring(0, self.length() - path.length());
      return URI.create(root + "reference.conf").toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(
          "expected a class path of files and jars but found " + self, e);
    }
  }
}
