package archon.bus.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code archon-bus}. */
@Command(
    name = "archon-bus",
    description =
        "A durable event bus: publish JSON events to topics, follow them, look them up, replay them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also when the reader of a pipe has gone",
      "1:failed",
      "2:wrong usage, also a wrong key or value in -D",
      "3:damaged events were found; everything else was done",
      "130:ended by Ctrl-C"
    },
    footer = {
      "",
      "Examples:",
      "  archon-bus publish --topic task.completed --payload '{\"task_id\":\"abc\"}' --source fenrir",
      "  archon-bus subscribe --topic 'task.*'",
      "  archon-bus history --topic task.completed --last 10",
      "  archon-bus replay --topic task.completed --since 2026-04-16T00:00:00Z --speed 10",
      "",
      "Try it: archon-bus demo"
    })
public final class ArchonBusCli implements Runnable {
  @Mixin GlobalOptions options;
  @Spec CommandSpec spec;

  private final Console console;

  private ArchonBusCli(Console console) {
    this.console = console;
  }

  public static void main(String[] args) {
    int exitCode = run(Console.ofProcess(), args);
    System.exit(exitCode);
  }

  /** Runs one command and gives its exit code. */
  static int run(Console console, String... args) {
    Map<String, Class<?>> commands = Commands.mentionedBy(args);
    Defaults.prepareFor(commands.keySet());
    CommandLine commandLine = commandLine(console, commands);
    int exitCode = commandLine.execute(args);
    try {
      console.out().flush();
    } catch (OutputFailed e) {
      return new ErrorMessages(console).handleExecutionException(e, commandLine, null);
    }
    return exitCode;
  }

  private static CommandLine commandLine(Console console, Map<String, Class<?>> commands) {
    System.setProperty(
        "picocli.disable.closures", "true"); // else it searches all jars for Groovy's
    ErrorMessages errors = new ErrorMessages(console);
    CommandLine commandLine = new CommandLine(new ArchonBusCli(console));
    for (Map.Entry<String, Class<?>> command : commands.entrySet()) {
      commandLine.addSubcommand(command.getKey(), command.getValue());
    }
    return commandLine
        .setOut(console.outWriter())
        .setErr(console.err())
        .setExpandAtFiles(false) // "--payload @file" is ours
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected a command, such as publish or history");
  }

  Console console() {
    return console;
  }

  GlobalOptions options() {
    return options;
  }

  Configuration configuration() {
    if (options.verbose) {
      System.setProperty("archon.log.exceptions", "%ex"); // read by conf/logback.xml
    }
    return Configuration.load(options, console.environment());
  }
}
