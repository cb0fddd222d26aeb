package archon.bus.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Options of every command, taken before and after its name. */
final class GlobalOptions extends Options {
  final Argument<Path> eventsDir =
      option(
          "--events-dir",
          "DIR",
          Path.class,
          "Directory of the events. Default: $ARCHON_BUS_EVENTS_DIR, else archon.bus.events-dir of the "
              + "configuration, else $XDG_STATE_HOME/archon-bus/events (~/.local/state/archon-bus/events).");

  final Argument<Path> configFile =
      option(
          "--config",
          "FILE",
          Path.class,
          "Settings (HOCON) to use instead of conf/application.conf.");

  final Argument<Map<String, String>> settings =
      this.<Map<String, String>>add(
              OptionSpec.builder("-D")
                  .paramLabel("KEY=VALUE")
                  .type(Map.class)
                  .auxiliaryTypes(String.class, String.class)
                  .description(
                      "A setting that wins over all files, such as -Darchon.bus.journal.sync=os."))
          .byDefault(new LinkedHashMap<>());

  final Argument<Boolean> verbose = flag("--verbose", "Show the stack trace of a failure.");

  private final Command root;

  GlobalOptions(Command root) {
    this.root = root;
    add(
        OptionSpec.builder("--redis")
            .paramLabel("HOST")
            .type(String.class)
            .hidden(true)
            .hasInitialValue(false)
            .setter(new RedisRefusal()));
  }

  /** Whether {@code complaint}, of the configuration, is about what a -D option states. */
  boolean state(String complaint) {
    String flat = complaint.replaceAll("\\[(\\d+)]", ".$1"); // as the keys of a list are given
    return complaint.contains(SettingOrigin.OPTION)
        || settings.value().keySet().stream().anyMatch(key -> !key.isEmpty() && flat.contains(key));
  }

  /** What is wrong about one of these options. */
  ParameterException usage(String complaint) {
    return root.usage(complaint);
  }

  private final class RedisRefusal implements ISetter {
    @Override
    public <T> T set(T host) {
      throw usage(
          "--redis "
              + host
              + ": this version has no Redis bridge; leave the option out to use the events directory");
    }
  }
}
