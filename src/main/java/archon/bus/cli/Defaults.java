package archon.bus.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings that hold where nobody states another. Reading them takes a good part of a short
 * command's time, so a thread of their own can begin with it while the words of the command are
 * taken in.
 */
final class Defaults {
  private Defaults() {}

  private static @Nullable Config own; // once it was asked for

  /** Begins to read those that a run with these commands is going to ask for. */
  static void prepareFor(List<String> commands) {
    if (commands.size() == 1) {
      new Ahead(commands.contains("publish")).start();
    }
  }

  /** Our own {@code reference.conf} alone: Pekko's takes longer than most commands. */
  static synchronized Config own() {
    if (own == null) {
      own = ConfigFactory.parseURL(reference());
    }
    return own;
  }

  /** Reads them before they are asked for; whoever asks meanwhile waits. */
  private static final class Ahead extends Thread {
    private final boolean opensBus;

    Ahead(boolean opensBus) {
      super("defaults");
      this.opensBus = opensBus;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        if (opensBus) {
          ConfigFactory.defaultReference(); // of all libraries, which it keeps, parsed and resolved
        } else {
          own();
        }
      } catch (ConfigException e) {
        // The command meets what is wrong again when it asks, and tells it.
      }
    }
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
