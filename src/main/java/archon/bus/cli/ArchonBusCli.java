package archon.bus.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command {@code archon-bus}. */
public final class ArchonBusCli extends Command {
  private final GlobalOptions options = everywhere(new GlobalOptions(this));
  private final Console console;

  private ArchonBusCli(Console console) {
    super(
        "A durable event bus: publish JSON events to topics, follow them, look them up, replay them.");
    this.console = console;
    spec().name("archon-bus");
    UsageMessageSpec help = spec().usageMessage();
    help.synopsisSubcommandLabel("COMMAND");
    help.exitCodeListHeading("%nExit codes:%n");
    help.exitCodeList(exitCodes());
    help.footer(
        "",
        "Examples:",
        "  archon-bus publish --topic task.completed --payload '{\"task_id\":\"abc\"}' --source fenrir",
        "  archon-bus subscribe --topic 'task.*'",
        "  archon-bus history --topic task.completed --last 10",
        "  archon-bus replay --topic task.completed --since 2026-04-16T00:00:00Z --speed 10",
        "",
        "Try it: archon-bus demo");
  }

  public static void main(String[] args) {
    int exitCode = run(Console.ofProcess(), args);
    System.exit(exitCode);
  }

  /** Runs one command and gives its exit code. */
  static int run(Console console, String... args) {
    List<String> commands = Commands.mentionedBy(args);
    Defaults.prepareFor(commands);
    CommandLine commandLine = commandLine(console, commands);
    int exitCode = commandLine.execute(args);
    try {
      console.out().flush();
    } catch (OutputFailed e) {
      return new ErrorMessages(console).handleExecutionException(e, commandLine, null);
    }
    return exitCode;
  }

  private static CommandLine commandLine(Console console, List<String> commands) {
    // Else picocli looks up what it could convert words to, and searches all jars for Groovy's.
    System.setProperty("picocli.converters.excludes", "java.*");
    System.setProperty("picocli.disable.closures", "true");
    ArchonBusCli cli = new ArchonBusCli(console);
    for (String name : commands) {
      cli.addSubcommand(name, Commands.create(name, cli));
    }
    ErrorMessages errors = new ErrorMessages(console);
    return cli.commandLine()
        .registerConverter(Path.class, new Arguments.File())
        .setOut(console.outWriter())
        .setErr(console.err())
        .setExpandAtFiles(false) // "--payload @file" is ours
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("0", "done, also when the reader of a pipe has gone");
    meanings.put("1", "failed; or clear was not confirmed");
    meanings.put("2", "wrong usage, also a wrong key or value in -D");
    meanings.put("3", "damaged events were found; everything else was done");
    meanings.put("130", "ended by Ctrl-C (SIGINT)");
    meanings.put("143", "ended by kill or a service manager (SIGTERM)");
    return meanings;
  }

  /** Without a command. */
  @Override
  public Integer call() {
    throw usage("expected a command, such as publish or history");
  }

  Console console() {
    return console;
  }

  GlobalOptions options() {
    return options;
  }

  Configuration configuration() {
    if (options.verbose.value()) {
      System.setProperty("archon.log.exceptions", "%ex"); // read by conf/logback.xml
    }
    return Configuration.load(options, console.environment());
  }
}
