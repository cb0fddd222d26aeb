package archon.bus.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Options of every command, taken before and after its name. */
final class GlobalOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--events-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Directory of the events. Default: $ARCHON_BUS_EVENTS_DIR, else archon.bus.events-dir of the "
              + "configuration, else $XDG_STATE_HOME/archon-bus/events (~/.local/state/archon-bus/events).")
  @Nullable Path eventsDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings (HOCON) to use instead of conf/application.conf.")
  @Nullable Path configFile;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "A setting that wins over all files, such as -Darchon.bus.journal.sync=os.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  boolean verbose;

  /** Whether {@code complaint}, of the configuration, is about what a -D option states. */
  boolean state(String complaint) {
    String flat = complaint.replaceAll("\\[(\\d+)]", ".$1"); // as the keys of a list are given
    return complaint.contains(SettingOrigin.OPTION)
        || settings.keySet().stream().anyMatch(key -> !key.isEmpty() && flat.contains(key));
  }

  @Option(names = "--redis", paramLabel = "HOST", hidden = true, scope = ScopeType.INHERIT)
  void refuseRedis(String host) {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "--redis "
            + host
            + ": this version has no Redis bridge; leave the option out to use the events directory");
  }
}
